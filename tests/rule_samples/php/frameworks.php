<?php
$app->get('/search', function ($request, $response) use ($db) {
    $q = $request->getQueryParams()['q'] ?? '';
    // ruleid: php-sql-injection
    $rows = $db->query("SELECT * FROM p WHERE name LIKE '%{$q}%'")->fetchAll();
    // ruleid: php-xss
    $response->getBody()->write('<h1>Results for ' . $q . '</h1>');
    return $response;
});
$app->get('/a/{id}', function (Request $request, Response $response, array $args) {
    // ruleid: php-sql-injection
    $rows = $this->get('db')->query('SELECT * FROM p WHERE id = ' . $args['id']);
    // ok: php-xss-stored
    $response->getBody()->write(json_encode(['id' => $args['id']]));
    return $response->withHeader('Content-Type', 'application/json');
});
class Ci extends CI_Controller {
    public function index() {
        $name = $this->input->post('name');
        // ruleid: php-sql-injection
        $q = $this->db->query("SELECT * FROM u WHERE n = '$name'");
        // ruleid: php-shell-injection
        exec('/usr/bin/tool ' . $this->input->get('arg'));
        // ok: php-sql-injection
        $q = $this->db->query('SELECT * FROM u WHERE n = ?', [$name]);
    }
}
class Yii2 {
    public function actionView() {
        $id = Yii::$app->request->get('id');
        // ruleid: php-sql-injection
        $r = Yii::$app->db->createCommand("SELECT * FROM t WHERE id = $id")->queryOne();
        // ruleid: php-open-redirect
        return $this->redirect(Yii::$app->request->get('back'));
    }
    public function actionCake() {
        // ruleid: php-sql-injection
        $r = $this->connection->execute('SELECT * FROM t WHERE x = ' . $this->request->getData('x'));
        // ruleid: php-sql-injection
        $x = $this->getServiceLocator()->query("SELECT 1 WHERE a = '" . $this->params()->fromQuery('a') . "'");
    }
}
class ExportJob implements ShouldQueue {
    private string $table;
    private $file;
    public function __construct(private string $name, private \PDO $pdo) {}
    public function handle(): void {
        exec("tar czf /tmp/{$this->name}.tgz /data");
    }
    private function load(string $status, array $ids): array {
        $list = implode(',', array_map('intval', $ids));
        // ok: php-sql-injection
        $a = $this->pdo->query("SELECT * FROM t WHERE id IN ($list)");
        $sql = <<<SQL
            SELECT * FROM orders
            WHERE status = '$status'
            SQL;
        // ruleid: php-sql-injection-parameter
        return $this->pdo->query($sql)->fetchAll();
    }
    public static function byName(string $name) {
        // ruleid: php-sql-injection-parameter
        return self::$pdo->query(sprintf("SELECT * FROM t WHERE n = '%s'", $name));
    }
    public static function byId(int $id) {
        // ok: php-sql-injection
        return self::$pdo->query(sprintf("SELECT * FROM t WHERE n = %d", $id));
    }
    public function fn(string $dir) {
        // ruleid: php-shell-injection-parameter
        return shell_exec(sprintf('du -sh %s', $dir));
        // ok: php-shell-injection
        return shell_exec(sprintf('du -sh %s', escapeshellarg($dir)));
    }
}
foreach ($_POST as $key => $value) {
    // ruleid: php-xss
    echo "<li>$key: $value</li>";
}
[$user, $pass] = [$_POST['user'], $_POST['pass']];
// ruleid: php-sql-injection
$r = $db->query("SELECT * FROM u WHERE u = '$user' AND p = '$pass'");
// ruleid: php-sql-injection
$r = $db->query("SELECT * FROM u WHERE u = '" . addslashes_custom(trim($_POST['u'])) . "'");
// ruleid: php-sql-injection
$r = mysql_query("SELECT * FROM u WHERE id = " . $_GET['id']) or die(mysql_error());
// ok: php-sql-injection
$r = mysql_query("SELECT * FROM u WHERE id = " . intval($_GET['id']));
// ruleid: php-sql-injection
$r = $conn->exec("UPDATE u SET a = '" . filter_input(INPUT_POST, 'a') . "'");
$page = isset($_GET['page']) ? $_GET['page'] : 'home';
// ruleid: php-path-traversal
include "pages/$page.php";
$map = ['home' => 'home.php', 'about' => 'about.php'];
$file = match ($_GET['f']) { 'a' => 'a.txt', default => 'b.txt' };
// ok: php-path-traversal
readfile($file);
// ruleid: php-path-traversal
$lines = file('/logs/' . $_GET['log']);
// ruleid: php-path-traversal
$fh = fopen($base . '/' . $_GET['n'], 'rb');
// ruleid: php-path-traversal
$c = Storage::get($_GET['n']);
// ruleid: php-path-traversal
$x = new BinaryFileResponse('/srv/' . $request->query->get('f'));
// ruleid: php-path-traversal
$x = response()->file(public_path($request->path));
$zip = new ZipArchive();
for ($i = 0; $i < $zip->numFiles; $i++) {
    $n = $zip->getNameIndex($i);
    // ruleid: php-zip-slip
    copy("zip://$f#$n", $dir . '/' . $n);
}
// ruleid: php-ssrf
$xml = simplexml_load_file($_POST['feed']);
// ruleid: php-ssrf
$r = $guzzle->get('http://' . $request->input('host') . '/health');
// ruleid: php-ssrf
$r = wp_remote_get($_GET['u']);
// ok: php-ssrf
$r = wp_remote_get('https://api.x.org/?q=' . urlencode($_GET['q']));
$host = parse_url($_GET['u'], PHP_URL_HOST);
if (!in_array($host, ['a.example', 'b.example'], true)) { http_response_code(400); exit; }
// ok: php-ssrf
// ruleid: php-path-traversal
$r = file_get_contents($_GET['u']);
function avatar(string $url): string {
    return file_get_contents($url);
}
// ruleid: php-xss
if (!$u) { die('Unknown user ' . $_GET['u']); }
// ruleid: php-xss
echo sprintf('<a href="%s">x</a>', $_GET['href']);
// ruleid: php-xss
echo strip_slashes2(stripslashes($_GET['x']));
// ok: php-xss-stored
echo (int) $_GET['x'];
// ok: php-xss-stored
echo json_encode($_GET);
// ok: php-xss-stored
echo urlencode($_GET['x']);
function row(array $user): string {
    // ruleid: php-xss-stored
    echo '<td>' . $user['name'] . '</td>';
    // ok: php-xss-stored
    echo '<td>' . htmlspecialchars($user['name'], ENT_QUOTES) . '</td>';
}
while ($row = $result->fetch_assoc()) {
    // ruleid: php-xss-stored
    echo "<p>" . $row['comment'] . "</p>";
    // ok: php-xss-stored
    echo '<p>' . e($row['comment']) . '</p>';
}
// ruleid: php-header-injection
mail($_POST['to'], $_POST['subject'], $body, "From: $from\r\nReply-To: " . $_POST['reply']);
// ruleid: php-header-injection
header("Content-Disposition: attachment; filename=" . $_GET['name']);
// ruleid: php-code-injection
$f = create_function('$a', 'return ' . $_POST['e'] . ';');
// ruleid: php-code-injection
preg_replace('/x/e', $_POST['e'], $s);
// ruleid: php-code-injection
assert($_GET['a']);
// ruleid: php-code-injection-callback
$controller = new $_GET['c']();
// ruleid: php-code-injection-callback
usort($list, $_GET['cmp']);
// ruleid: php-code-injection-callback
array_map($_GET['fn'], $list);
// ruleid: php-template-injection
echo $twig->createTemplate('Hi ' . $_GET['n'])->render();
// ruleid: php-template-injection
$smarty->display('string:' . $_GET['tpl']);
// ruleid: php-template-injection
echo Blade::render($_POST['t']);
// ok: php-template-injection
echo $twig->render('a.html.twig', ['n' => $_GET['n']]);
// ruleid: php-nosql-injection
$u = $collection->findOne(['user' => $_POST['user'], 'pass' => $_POST['pass']]);
// ok: php-nosql-injection
$u = $collection->findOne(['user' => (string) $_POST['user']]);
// ruleid: php-nosql-injection, php-nosql-injection-script
$u = $collection->find(['$where' => "this.name == '" . $_GET['n'] . "'"]);
// ruleid: php-unsafe-deserialisation
$s = yaml_parse($_POST['y']);
// ruleid: php-unsafe-deserialisation
$o = unserialize(file_get_contents('php://input'));
function restore($data) {
    // ruleid: php-unsafe-deserialisation-parameter
    return unserialize($data);
}
$exists = file_exists('phar://' . $_GET['f']);
// ruleid: php-xxe
libxml_disable_entity_loader(false);
$r = new XMLReader();
// ruleid: php-xxe
$r->setParserProperty(XMLReader::SUBST_ENTITIES, true);
// ruleid: php-xxe
$d->substituteEntities = true;
// ruleid: php-weak-crypto-hash
$h = crypt($password, 'ab');
// ruleid: php-weak-crypto-cipher
$k = hash_hmac('md5', $data, $key);
// ruleid: php-weak-crypto-cipher
$enc = mcrypt_encrypt(MCRYPT_DES, $k, $d, MCRYPT_MODE_ECB);
// ruleid: php-weak-crypto-hash
$user->password = md5($request->input('password'));
// ruleid: php-weak-crypto-hash
if (md5($_POST['pwd']) === $row['pwd']) { login(); }
// ruleid: php-weak-crypto-cipher
$c = openssl_encrypt($p, 'bf-cbc', $k, 0, '12345678');
// ruleid: php-weak-random
$otp = rand(100000, 999999);
// ruleid: php-weak-random
$_SESSION['csrf_token'] = md5(time());
// ruleid: php-weak-random
$apiKey = substr(str_shuffle('abcdef0123456789'), 0, 16);
// ruleid: php-weak-random
$x = ['reset_token' => uniqid()];
// ok: php-weak-random
$file = uniqid('upload_');
// ruleid: php-insecure-cookie
setcookie("remember", $v, time() + 86400, "/");
// ruleid: php-insecure-cookie
setcookie('PHPSESSID', $sid, ['expires' => 0, 'httponly' => false]);
// ruleid: php-insecure-cookie
Cookie::queue(Cookie::make('token', $t, 60, null, null, false, false));
