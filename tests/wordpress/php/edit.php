<?php
// Edits a post as its author would, later: `php edit.php ROOT ID WHAT BY`.
[, $root, $id, $what, $by] = $argv;
$_SERVER += ['HTTP_HOST' => parse_url(getenv('WORDPRESS_URL'), PHP_URL_HOST), 'REQUEST_URI' => '/'];
require "$root/wp-load.php";
kses_remove_filters();
$content = str_replace($what, $by, get_post($id)->post_content, $found);
wp_update_post(wp_slash(['ID' => (int) $id, 'post_content' => $content]));
echo $found;
