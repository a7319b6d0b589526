<?php
// Installs WordPress and publishes what stands in a JSON file; prints what it made of it, as JSON.
define('WP_INSTALLING', true);
[, $root, $told] = $argv;
$_SERVER += ['HTTP_HOST' => parse_url(getenv('WORDPRESS_URL'), PHP_URL_HOST), 'REQUEST_URI' => '/'];
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
$site = json_decode(file_get_contents($told), true);

wp_install($site['title'], 'ban-bien-tap', 'ban@example.gov.vn', true, '', 'mat khau cua mot bai thu', $site['language']);
wp_delete_post(1, true);
wp_delete_post(2, true);
foreach ($site['options'] as $name => $value) {
    update_option($name, $value);
}
switch_theme($site['theme']);
$GLOBALS['wp_rewrite']->set_permalink_structure($site['permalinks']);
$GLOBALS['wp_rewrite']->init();
create_initial_taxonomies();  // whose addresses follow from that of posts
kses_remove_filters();

$categories = $attachments = $posts = [];
foreach ($site['posts'] as $post) {
    $name = $post['category'];
    if ($name && !isset($categories[$name])) {
        $categories[$name] = wp_create_category($name);
    }
    $id = wp_insert_post(wp_slash([
        'post_title' => $post['title'],
        'post_name' => $post['slug'],
        'post_excerpt' => $post['excerpt'],
        'post_type' => $post['type'],
        'post_status' => $post['status'],
        'post_password' => $post['password'],
        'post_date' => $post['date'],
        'post_category' => $name ? [$categories[$name]] : [],
        'tags_input' => $post['tags'],
        'post_author' => 1,
    ]), true);
    if (is_wp_error($id)) {
        fwrite(STDERR, $id->get_error_message());
        exit(1);
    }
    $content = $post['content'];
    foreach ($post['files'] as $file => $caption) {
        $upload = wp_upload_bits($file, null, base64_decode($site['files'][$file]));
        $kind = ['post_mime_type' => wp_check_filetype($file)['type'], 'post_title' => pathinfo($file, PATHINFO_FILENAME)];
        $attached = wp_insert_attachment($kind + ['post_excerpt' => $caption, 'post_status' => 'inherit'], $upload['file'],
            $post['type'] === 'page' ? 0 : $id);
        $attachments[] = $page = get_attachment_link($attached);
        $content = str_replace(["file:$file", "page:$file"], [$upload['url'], $page], $content);
    }
    $GLOBALS['wpdb']->update($GLOBALS['wpdb']->posts, ['post_content' => $content], ['ID' => $id]);
    clean_post_cache($id);
    if ($post['sticky']) {
        stick_post($id);
    }
    foreach ($post['comments'] as $comment) {
        wp_insert_comment(['comment_post_ID' => $id, 'comment_author' => 'Người đọc', 'comment_content' => $comment]);
    }
    $posts[] = [
        'id' => $id,
        'key' => $post['key'],
        'status' => get_post_status($id),
        'url' => get_permalink($id),
        'short' => home_url("/?p=$id"),
        'title' => html_entity_decode(get_the_title($id), ENT_QUOTES | ENT_HTML5),
        'date' => get_post_time('c', false, $id),
        'excerpt' => (bool) $post['excerpt'],
    ];
}

$categories = array_unique($categories);

// A menu with every category, as portals have it.
$menu = wp_create_nav_menu('Chính');
wp_update_nav_menu_item($menu, 0, ['menu-item-title' => 'Trang chủ', 'menu-item-url' => home_url('/'), 'menu-item-status' => 'publish']);
foreach ($categories as $category) {
    wp_update_nav_menu_item($menu, 0, ['menu-item-type' => 'taxonomy', 'menu-item-object' => 'category',
        'menu-item-object-id' => $category, 'menu-item-status' => 'publish']);
}
foreach (get_pages() as $page) {
    wp_update_nav_menu_item($menu, 0, ['menu-item-type' => 'post_type', 'menu-item-object' => 'page',
        'menu-item-object-id' => $page->ID, 'menu-item-status' => 'publish']);
}
set_theme_mod('nav_menu_locations', ['primary' => $menu]);
$links = '';
foreach ($categories as $name => $category) {
    $links .= '<!-- wp:navigation-link ' . json_encode(['label' => $name, 'url' => get_category_link($category)]) . ' /-->';
}
wp_insert_post(wp_slash(['post_type' => 'wp_navigation', 'post_status' => 'publish', 'post_title' => 'Chính', 'post_content' => $links]));

// What stands beside every page: recent posts and comments, months, tags, a calendar.
update_option('widget_block', ['_multiwidget' => 1] + array_map(fn($block) => ['content' => "<!-- wp:$block /-->"],
    [2 => 'latest-posts', 3 => 'latest-comments', 4 => 'archives', 5 => 'tag-cloud', 6 => 'calendar', 7 => 'categories']));
update_option('sidebars_widgets', ['wp_inactive_widgets' => [], 'sidebar-1' => array_map(fn($n) => "block-$n", range(2, 7)),
    'array_version' => 3]);
flush_rewrite_rules(false);
echo json_encode(['posts' => $posts, 'attachments' => $attachments, 'listings' => array_map('get_category_link', array_values($categories))]);
