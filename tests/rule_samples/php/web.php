<?php

// ruleid: php-xss
echo "Hello " . $_GET['name'];
// ruleid: php-xss
echo "<p>{$_POST['text']}</p>";
// ok: php-xss
echo htmlspecialchars($_GET['name'], ENT_QUOTES);
// ok: php-xss
echo (int) $_GET['page'];
// ok: php-xss
echo json_encode(['name' => $_GET['name']]);
$q = $request->query->get('q');
// ruleid: php-xss
$response = new Response("<h1>$q</h1>");
?>
<html>
<?php // ruleid: php-xss
?><p><?= $_GET['title'] ?></p>
<?php // ok: php-xss
?><p><?= htmlspecialchars($_GET['title']) ?></p>
</html>
<?php

// ruleid: php-open-redirect
header("Location: " . $_GET['next']);
$to = $_GET['to'];
// ruleid: php-open-redirect
header("Location: $to");
// ruleid: php-open-redirect
$answer = redirect($request->input('return_to'));
// ok: php-open-redirect
header("Location: /users/" . $_GET['id']);
// ok: php-open-redirect
header('Location: /login.php');
// ok: php-open-redirect
$answer = redirect()->route('home');

// ruleid: php-header-injection
header("X-Name: " . $_GET['name']);
// ruleid: php-header-injection
mail('admin@example.com', 'Hello', $text, 'From: ' . $_POST['from']);
// ok: php-header-injection
header('Content-Type: text/plain');
// ok: php-header-injection
mail('admin@example.com', 'Hello', $_POST['text'], 'From: shop@example.com');

// ruleid: php-ssrf
$handle = curl_init($_GET['url']);
// ruleid: php-ssrf
curl_setopt($handle, CURLOPT_URL, $_POST['callback']);
// ok: php-ssrf
curl_setopt($handle, CURLOPT_URL, 'https://api.example.com/items/' . $_GET['id']);
// ok: php-ssrf
curl_setopt($handle, CURLOPT_POSTFIELDS, $_POST['data']);
// ruleid: php-ssrf
$answer = Http::get($request->input('url'));

// ruleid: php-path-traversal
readfile('/srv/files/' . $_GET['file']);
// ruleid: php-path-traversal
$text = file_get_contents("pages/{$_GET['page']}.txt");
// ruleid: php-path-traversal
move_uploaded_file($_FILES['photo']['tmp_name'], 'uploads/' . $_FILES['photo']['name']);
// ok: php-path-traversal
readfile('/srv/files/' . basename($_GET['file']));
// ok: php-path-traversal
move_uploaded_file($_FILES['photo']['tmp_name'], 'uploads/' . uniqid() . '.png');
$page = $_GET['page'];
if (!in_array($page, ['home', 'about'], true)) {
    exit;
}
// ok: php-path-traversal
readfile("pages/$page.html");
