<?php

$host = $_GET['host'];
// ruleid: php-shell-injection
system("ping -c 1 " . $host);
// ruleid: php-shell-injection
$out = shell_exec("dig $host");
// ok: php-shell-injection
exec('ping -c 1 ' . escapeshellarg($host), $lines);
// ok: php-shell-injection
curl_exec($handle);
// ok: php-shell-injection
$process = new Process(['ping', '-c', '1', $host]);
// ruleid: php-shell-injection
$text = `whois $host`;

function convert($file)
{
    // ruleid: php-shell-injection-parameter
    exec("convert " . $file . " out.png");
}

// ruleid: php-code-injection
eval('$x = ' . $_POST['expression'] . ';');
// ruleid: php-code-injection
assert("is_int(" . $_GET['n'] . ")");
// ok: php-code-injection
eval('return 1 + 1;');
// ok: php-code-injection
assert(is_int($number));

$action = $_GET['action'];
// ruleid: php-code-injection-callback
call_user_func($action, 1);
// ruleid: php-code-injection-callback
include $_GET['page'] . '.php';
// ok: php-code-injection-callback
include __DIR__ . '/header.php';
if (in_array($action, ['list', 'show'], true)) {
    // ok: php-code-injection-callback
    call_user_func($action, 1);
}

// ruleid: php-template-injection
$view = $twig->createTemplate($_POST['template']);
// ruleid: php-template-injection
echo Blade::render($request->input('body'));
// ok: php-template-injection
$view = $twig->render('hello.html.twig', ['name' => $_POST['name']]);
// ok: php-template-injection
$view = $twig->createTemplate('Hello {{ name }}')->render(['name' => $_POST['name']]);

$user = $_POST['user'];
// ruleid: php-ldap-injection
ldap_search($ldap, $base, "(uid=" . $user . ")");
// ok: php-ldap-injection
ldap_search($ldap, $base, '(uid=' . ldap_escape($user, '', LDAP_ESCAPE_FILTER) . ')');
// ok: php-ldap-injection
ldap_search($ldap, $base, '(objectClass=person)');

function people($ldap, $base, $mail)
{
    // ruleid: php-ldap-injection-parameter
    return ldap_list($ldap, $base, "(mail=$mail)");
}

// ruleid: php-xpath-injection
$nodes = $xml->xpath("//user[name='" . $user . "']");
// ruleid: php-xpath-injection
$nodes = $xpath->query("//user[@id='$user']");
// ok: php-xpath-injection
$nodes = $xpath->query('//user');
// ok: php-xpath-injection
$nodes = $xml->xpath('//user[' . (int) $_GET['n'] . ']');

// ruleid: php-unsafe-deserialisation
$cart = unserialize($_COOKIE['cart']);
// ruleid: php-unsafe-deserialisation
$data = unserialize(base64_decode($_POST['data']));
// ok: php-unsafe-deserialisation
$data = json_decode($_POST['data'], true);
// ok: php-unsafe-deserialisation
$data = unserialize($_POST['data'], ['allowed_classes' => false]);

// ruleid: php-xxe
$xml = simplexml_load_string($body, 'SimpleXMLElement', LIBXML_NOENT);
// ruleid: php-xxe
$document->loadXML($body, LIBXML_NOENT | LIBXML_DTDLOAD);
// ok: php-xxe
$document->loadXML($body);
// ok: php-xxe
$xml = simplexml_load_string($body, 'SimpleXMLElement', LIBXML_NONET);
