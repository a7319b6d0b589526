<?php
// What Apache does by .htaccess: files are served, for all else there is index.php.
$file = $_SERVER['DOCUMENT_ROOT'] . rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if (is_file($file) || is_file($file . '/index.php') && $file !== $_SERVER['DOCUMENT_ROOT'] . '/') {
    return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
