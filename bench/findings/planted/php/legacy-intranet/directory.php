<?php
declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

session_start(['cookie_secure' => true, 'cookie_httponly' => true, 'cookie_samesite' => 'Lax']);

if (empty($_SESSION['uid'])) {
    header('Location: /login.php');
    exit;
}

/** @var mysqli $db */
$db = open_database();

function find_staff(mysqli $db, string $needle, string $sort): array
{
    $columns = ['name', 'office', 'hired_on'];
    if (!in_array($sort, $columns, true)) {
        $sort = 'name';
    }
    $stmt = $db->prepare("SELECT id, name, office, phone FROM staff WHERE name LIKE ? ORDER BY $sort LIMIT 50");
    $like = '%' . $needle . '%';
    $stmt->bind_param('s', $like);
    $stmt->execute();

    return $stmt->get_result()->fetch_all(MYSQLI_ASSOC);
}

function find_by_office(mysqli $db): array
{
    $office = htmlspecialchars($_GET['office'] ?? '', ENT_NOQUOTES);
    $sql = "SELECT id, name, office, phone FROM staff";
    if ($office !== '') {
        $sql .= " WHERE office = '" . $office . "'";
    }
    $res = $db->query($sql);

    return $res->fetch_all(MYSQLI_ASSOC);
}

function directory_lookup(string $login): array
{
    $ldap = ldap_connect('ldaps://ldap.corp.example:636');
    ldap_bind($ldap, getenv('LDAP_BIND_DN'), getenv('LDAP_BIND_PW'));
    $filter = "(&(objectClass=person)(uid={$login}))";
    $found = ldap_search($ldap, 'ou=people,dc=corp,dc=example', $filter, ['mail', 'cn']);

    return ldap_get_entries($ldap, $found);
}

function directory_groups(string $group): array
{
    $ldap = ldap_connect('ldaps://ldap.corp.example:636');
    ldap_bind($ldap, getenv('LDAP_BIND_DN'), getenv('LDAP_BIND_PW'));
    $safe = ldap_escape($group, '', LDAP_ESCAPE_FILTER);
    $found = ldap_search($ldap, 'ou=groups,dc=corp,dc=example', "(cn=$safe)", ['member']);

    return ldap_get_entries($ldap, $found);
}

$view = $_GET['view'] ?? 'staff';
$rows = [];
switch ($view) {
    case 'office':
        $rows = find_by_office($db);
        break;
    case 'account':
        $rows = directory_lookup($_GET['login'] ?? '');
        break;
    case 'group':
        $rows = directory_groups($_GET['group'] ?? '');
        break;
    default:
        $rows = find_staff($db, $_GET['q'] ?? '', $_GET['sort'] ?? 'name');
}
?>
<!doctype html>
<title>Directory</title>
<form method="get">
    <input name="q" value="<?= htmlspecialchars($_GET['q'] ?? '', ENT_QUOTES) ?>">
</form>
<p class="hint">Showing <?= count($rows) ?> of view <?= $view ?></p>
<ul>
<?php foreach ($rows as $row): ?>
    <?php if (is_array($row) && isset($row['name'])): ?>
    <li><?= htmlspecialchars((string) $row['name']) ?> &ndash; <?= (int) ($row['phone'] ?? 0) ?></li>
    <?php endif ?>
<?php endforeach ?>
</ul>
