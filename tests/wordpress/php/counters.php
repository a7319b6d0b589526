<?php
// What plugins of Vietnamese portals do: views before and after the text, visitors in the footer, each other every time.
function giaoban_count($name) {
    update_option($name, (int) get_option($name, 1000) + 7);
    return number_format_i18n((int) get_option($name));
}
add_filter('the_content', function ($content) {
    if (!is_singular('post')) {
        return $content;
    }
    $views = giaoban_count('views_' . get_the_ID());
    return "<p class=\"luot-xem\">Lượt xem: $views</p>\n$content\n<div class=\"doc\">Đã đọc: $views lượt</div>";
});
add_action('wp_footer', function () {
    echo '<div class="thong-ke">Đang truy cập: ', wp_rand(1, 99), ' – Tổng lượt truy cập: ',
        giaoban_count('visitors'), ' – ', wp_date('H:i:s d/m/Y'), '</div>';
});
