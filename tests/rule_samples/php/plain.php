<?php
// DVWA-like and frameworks
$id = $_GET['id'];
// ruleid: php-sql-injection
$r = mysqli_query($conn, "SELECT * FROM users WHERE id = '$id'");
// ruleid: php-sql-injection
$r = $mysqli->query("SELECT * FROM u WHERE name = '" . $_POST['name'] . "'");
$safe = mysqli_real_escape_string($conn, $_GET['q']);
// ok: php-sql-injection
$r = mysqli_query($conn, "SELECT * FROM u WHERE name = '$safe'");
$stmt = $pdo->prepare('SELECT * FROM u WHERE name = ?');
// ok: php-sql-injection
$stmt->execute([$_GET['name']]);
// ruleid: php-sql-injection
$stmt2 = $pdo->prepare("SELECT * FROM u WHERE name = '{$_GET['name']}'");
function find(PDO $pdo, string $email) {
    $sql = "SELECT * FROM users WHERE email = '" . $email . "'";
    // ruleid: php-sql-injection-parameter
    return $pdo->query($sql)->fetch();
}
class Repo {
    private $db;
    public function search($term, $sort) {
        $where = [];
        $where[] = "title LIKE '%" . $term . "%'";
        $sql = 'SELECT * FROM posts WHERE ' . implode(' AND ', $where);
        return $this->db->query($sql);
    }
    public function ordered($sort) {
        $allowed = ['name', 'date'];
        if (!in_array($sort, $allowed, true)) { $sort = 'name'; }
        // ok: php-sql-injection
        return $this->db->query("SELECT * FROM posts ORDER BY $sort");
    }
    public function one($id) {
        $id = (int) $id;
        // ok: php-sql-injection
        return $this->db->query("SELECT * FROM posts WHERE id = $id");
    }
}
class UserController extends Controller {
    public function index(Request $request) {
        // ruleid: php-sql-injection
        $u = DB::select("SELECT * FROM users WHERE name = '" . $request->input('name') . "'");
        // ruleid: php-sql-injection
        $u = User::whereRaw("name = '{$request->name}'")->get();
        // ok: php-sql-injection
        $u = User::whereRaw('name = ?', [$request->name])->get();
        // ruleid: php-sql-injection
        $u = DB::table('users')->orderByRaw($request->get('sort') . ' desc')->get();
        // ok: php-sql-injection
        $u = DB::table('users')->where('name', $request->input('name'))->get();
        // ruleid: php-sql-injection
        $u = DB::statement(sprintf("DELETE FROM x WHERE a = '%s'", $request->query('a')));
        // ruleid: php-sql-injection
        $u = DB::select(DB::raw("select * from t where x = " . $request->x));
        return $u;
    }
    public function show(Request $request) {
        // ruleid: php-path-traversal
        return response()->download(storage_path('files/' . $request->input('file')));
    }
    public function go(Request $request) {
        // ruleid: php-open-redirect
        return redirect($request->input('next'));
    }
    public function go2(Request $request) {
        // ok: php-open-redirect
        return redirect()->route('home', ['q' => $request->input('next')]);
    }
    public function fetch(Request $request) {
        // ruleid: php-ssrf
        $r = Http::get($request->input('url'));
        // ok: php-ssrf
        $r = Http::get('https://api.example.com/search', ['q' => $request->input('q')]);
        // ruleid: php-ssrf
        $c = (new Client())->request('GET', $request->query('u'));
        return $r->body();
    }
    public function sym(Request $request, EntityManagerInterface $em) {
        $name = $request->query->get('name');
        // ruleid: php-sql-injection
        $q = $em->createQuery("SELECT u FROM App\Entity\User u WHERE u.name = '$name'");
        // ruleid: php-sql-injection
        $rows = $this->connection->fetchAllAssociative("SELECT * FROM a WHERE b = '" . $name . "'");
        // ok: php-sql-injection
        $rows = $this->connection->fetchAllAssociative('SELECT * FROM a WHERE b = ?', [$name]);
        // ruleid: php-open-redirect
        return new RedirectResponse($request->query->get('to'));
    }
    public function html(Request $request) {
        // ruleid: php-xss
        return new Response('<h1>' . $request->query->get('q') . '</h1>');
    }
    public function make(Request $request) {
        // ruleid: php-template-injection
        return $this->twig->createTemplate($request->request->get('tpl'))->render([]);
    }
}
global $wpdb;
// ruleid: php-sql-injection
$rows = $wpdb->get_results("SELECT * FROM {$wpdb->posts} WHERE post_title = '" . $_GET['t'] . "'");
// ok: php-sql-injection
$rows = $wpdb->get_results($wpdb->prepare("SELECT * FROM {$wpdb->posts} WHERE post_title = %s", $_GET['t']));
// ruleid: php-sql-injection
$res = pg_query($db, "SELECT * FROM t WHERE a = " . $_REQUEST['a']);
// ok: php-sql-injection
$res = pg_query_params($db, 'SELECT * FROM t WHERE a = $1', [$_REQUEST['a']]);
// ruleid: php-sql-injection
$row = $sqlite->querySingle("SELECT x FROM t WHERE a = '" . $_GET['a'] . "'");
// ruleid: php-xss
echo '<pre>Hello ' . $_GET['name'] . '</pre>';
// ok: php-xss-stored
echo '<pre>Hello ' . htmlspecialchars($_GET['name']) . '</pre>';
// ruleid: php-xss
print "Hi {$_COOKIE['n']}";
// ruleid: php-xss
printf('<b>%s</b>', $_GET['b']);
// ok: php-xss-stored
printf('<b>%d</b>', $_GET['b']);
$msg = trim($_POST['msg']);
// ruleid: php-xss
echo "<p>$msg</p>";
// ruleid: php-xss
echo $_SERVER['PHP_SELF'];
?>
<form action="<?php echo htmlspecialchars($_SERVER['PHP_SELF']); ?>">
// ruleid: php-xss
<input value="<?= $_GET['q'] ?>">
// ruleid: php-xss
<input value="<?php echo $_GET['q']; ?>">
// ok: php-xss-stored
<input value="<?= esc_attr($_GET['q']) ?>">
<?php
$target = $_REQUEST['ip'];
// ruleid: php-shell-injection
$cmd = shell_exec('ping  -c 4 ' . $target);
// ruleid: php-shell-injection
system("nslookup " . $_POST['host']);
// ok: php-shell-injection
system('nslookup ' . escapeshellarg($_POST['host']));
// ruleid: php-shell-injection
$o = `ls {$_GET['d']}`;
// ruleid: php-shell-injection
exec("convert $src -resize " . $_GET['size'], $out);
function zipUp($dir, $name) {
    // ruleid: php-shell-injection-parameter
    exec("zip -r /tmp/$name.zip $dir");
}
// ruleid: php-shell-injection
$p = Process::fromShellCommandline('git log ' . $_GET['ref']);
// ok: php-shell-injection
$p = new Process(['git', 'log', $_GET['ref']]);
// ruleid: php-shell-injection
$h = popen('tail ' . $_GET['f'], 'r');
// ruleid: php-shell-injection
$h = proc_open("cat " . $_GET['f'], [], $pipes);
// ruleid: php-header-injection
mail($to, 'Contact', $body, 'From: ' . $_POST['email']);
// ruleid: php-code-injection
eval('$x = ' . $_GET['expr'] . ';');
// ruleid: php-code-injection-callback
$fn = $_GET['fn']; $fn();
// ruleid: php-code-injection-callback
call_user_func($_GET['cb'], 1);
$class = $_GET['class'];
// ruleid: php-code-injection-callback
$obj = new $class();
// ruleid: php-path-traversal
include('pages/' . $_GET['page'] . '.php');
// ruleid: php-code-injection-callback
require_once $_GET['lang'];
$pages = ['a', 'b'];
if (in_array($_GET['page'], $pages, true)) {
    // ok: php-path-traversal
    include 'pages/' . $_GET['page'] . '.php';
}
// ruleid: php-path-traversal
readfile('/var/files/' . $_GET['f']);
// ok: php-path-traversal
readfile('/var/files/' . basename($_GET['f']));
$path = realpath('/var/files/' . $_GET['f']);
if ($path === false || strpos($path, '/var/files/') !== 0) { exit; }
// ok: php-path-traversal
readfile($path);
// ruleid: php-path-traversal
file_put_contents('up/' . $_POST['name'], $_POST['data']);
// ruleid: php-path-traversal
move_uploaded_file($_FILES['f']['tmp_name'], 'uploads/' . $_FILES['f']['name']);
// ruleid: php-path-traversal
unlink("cache/{$_GET['k']}");
// ruleid: php-ssrf
$data = file_get_contents($_GET['url']);
$ch = curl_init();
// ruleid: php-ssrf
curl_setopt($ch, CURLOPT_URL, $_POST['url']);
// ruleid: php-ssrf
$ch = curl_init($_GET['u']);
// ruleid: php-tls-verification-off
curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, false);
// ruleid: php-tls-verification-off
curl_setopt($ch, CURLOPT_SSL_VERIFYHOST, 0);
// ok: php-tls-verification-off
curl_setopt($ch, CURLOPT_SSL_VERIFYHOST, 2);
// ruleid: php-tls-verification-off
curl_setopt_array($ch, [CURLOPT_SSL_VERIFYPEER => 0]);
// ruleid: php-tls-verification-off
$client = new Client(['verify' => false]);
// ruleid: php-tls-verification-off
$r = Http::withoutVerifying()->get('https://x');
// ruleid: php-tls-verification-off
$r = wp_remote_get($url, ['sslverify' => false]);
// ruleid: php-tls-verification-off
$c = stream_context_create(['ssl' => ['verify_peer' => false]]);
// ruleid: php-open-redirect
header('Location: ' . $_GET['next']);
// ok: php-open-redirect
header('Location: /users/' . $_GET['id']);
// ruleid: php-open-redirect
wp_redirect($_GET['to']);
// ok: php-open-redirect
wp_safe_redirect($_GET['to']);
// ruleid: php-header-injection
header('X-User: ' . $_GET['u']);
// ruleid: php-unsafe-deserialisation
$o = unserialize($_COOKIE['prefs']);
// ruleid: php-unsafe-deserialisation
$o = unserialize(base64_decode($_POST['d']));
// ok: php-unsafe-deserialisation
$o = unserialize($_POST['d'], ['allowed_classes' => false]);
// ok: php-unsafe-deserialisation
$o = json_decode($_POST['d'], true);
// ruleid: php-xxe
$x = simplexml_load_string($xml, 'SimpleXMLElement', LIBXML_NOENT);
$dom = new DOMDocument();
// ruleid: php-xxe
$dom->loadXML($_POST['xml'], LIBXML_NOENT | LIBXML_DTDLOAD);
// ok: php-xxe
$dom->loadXML($_POST['xml']);
// ruleid: php-xpath-injection
$n = $xp->query("//user[name='" . $_GET['n'] . "']");
// ruleid: php-ldap-injection
$s = ldap_search($l, 'dc=x', "(uid=" . $_GET['u'] . ")");
// ok: php-ldap-injection
$s = ldap_search($l, 'dc=x', '(uid=' . ldap_escape($_GET['u'], '', LDAP_ESCAPE_FILTER) . ')');
// ruleid: php-weak-crypto-hash
$h = md5($_POST['password']);
// ruleid: php-weak-crypto-hash
$h = sha1($salt . $password);
// ruleid: php-weak-crypto-hash
$h = hash('sha256', $password);
// ok: php-weak-crypto-hash
$h = md5($url);
// ok: php-weak-crypto-hash
$h = password_hash($password, PASSWORD_DEFAULT);
// ruleid: php-weak-crypto-cipher
$e = openssl_encrypt($d, 'des-ede3-cbc', $k, 0, $iv);
// ruleid: php-weak-crypto-cipher
$e = openssl_encrypt($d, 'aes-128-ecb', $k);
// ruleid: php-weak-random
$token = md5(uniqid(rand(), true));
// ruleid: php-weak-random
$resetToken = bin2hex(mt_rand());
// ok: php-weak-random
$token = bin2hex(random_bytes(16));
// ok: php-weak-random
$colour = $list[mt_rand(0, 5)];
function generate_password($n) {
    $s = '';
    for ($i = 0; $i < $n; $i++) {
        // ruleid: php-weak-random
        $s .= CHARS[rand(0, 61)];
    }
    return $s;
}
// ruleid: php-hard-coded-key
define('DB_PASSWORD', 'Zx81kk!pq');
// ruleid: php-hard-coded-key
$conn = mysqli_connect('localhost', 'root', 'r00tP4ss!', 'app');
// ruleid: php-hard-coded-key
$pdo = new PDO('mysql:host=db;dbname=x', 'app', 'S3cr3t-pw9');
// ruleid: php-hard-coded-key
$secret = 'f93jf02kf92jf02k';
// ok: php-hard-coded-key
$password = 'changeme';
// ruleid: php-hard-coded-key
$jwt = JWT::encode($payload, 'my-sup3r-key-2020', 'HS256');
class Cfg {
    // ruleid: php-hard-coded-key
    private $apiKey = 'a8f5f167f44f4964e6c998dee827110c';
    // ruleid: php-hard-coded-key
    const ENCRYPTION_KEY = '0fK3jd92kd01Kd92';
    // ok: php-hard-coded-key
    const API_KEY_HEADER = 'X-Api-Key';
}
$config = [
    // ruleid: php-hard-coded-key
    'password' => 'Pr0d!pass77',
    // ok: php-hard-coded-key
    'secret' => env('APP_SECRET'),
];
// ruleid: php-jwt-not-verified
$p = json_decode(base64_decode(explode('.', $token)[1]));
// ruleid: php-jwt-not-verified
$p = JWT::decode($token, $key, ['none']);
// ruleid: php-insecure-cookie
setcookie('session', $id);
// ruleid: php-insecure-cookie
setcookie('auth_token', $t, time() + 3600, '/', '', false, false);
// ok: php-insecure-cookie
setcookie('session', $id, ['secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
// ok: php-insecure-cookie
setcookie('theme', 'dark');
// ruleid: php-insecure-cookie
session_set_cookie_params(['secure' => false, 'httponly' => true]);
// ruleid: php-insecure-cookie
ini_set('session.cookie_httponly', 0);
// ruleid: php-cors-wildcard-with-credentials
header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);
header('Access-Control-Allow-Credentials: true');
// ruleid: php-log-of-secret
error_log("login $user with $password");
// ruleid: php-log-of-secret
Log::info('token issued', ['token' => $token]);
// ruleid: php-log-of-secret
$this->logger->debug('password: ' . $_POST['password']);
// ok: php-log-of-secret
$this->logger->info('password changed for ' . $user->id);
Log::debug($request->all());
// ruleid: php-regex-dos-nested
preg_match('/^(\w+\s?)*$/', $_POST['x']);
// ruleid: php-regex-dos
preg_match('/' . $_GET['re'] . '/', $text);
// ok: php-regex-dos
preg_match('/' . preg_quote($_GET['re'], '/') . '/', $text);
