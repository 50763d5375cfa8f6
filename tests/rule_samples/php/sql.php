<?php

namespace App\Http\Controllers;

use Illuminate\Http\Request;
use Illuminate\Support\Facades\DB;

$name = $_GET['name'];
// ruleid: php-sql-injection
$result = mysqli_query($link, "SELECT * FROM users WHERE name = '" . $name . "'");
// ruleid: php-sql-injection
$result = $pdo->query("SELECT * FROM users WHERE name = '$name'");
// ok: php-sql-injection
$statement = $pdo->prepare('SELECT * FROM users WHERE name = ?');
$statement->execute([$name]);
$id = (int) $_GET['id'];
// ok: php-sql-injection
$result = $pdo->query("SELECT * FROM users WHERE id = $id");
$sql = "SELECT * FROM orders WHERE 1 = 1";
if (isset($_POST['state'])) {
    $sql .= " AND state = '" . $_POST['state'] . "'";
}
// ruleid: php-sql-injection
$rows = $db->query($sql);
$escaped = mysqli_real_escape_string($link, $_POST['state']);
// ok: php-sql-injection
mysqli_query($link, "SELECT * FROM orders WHERE state = '$escaped'");
$sort = $_GET['sort'];
if (!in_array($sort, ['name', 'date'], true)) {
    $sort = 'name';
}
// ok: php-sql-injection
$pdo->query("SELECT * FROM users ORDER BY $sort");

class UserController extends Controller
{
    public function index(Request $request)
    {
        $q = $request->input('q');
        // ruleid: php-sql-injection
        $users = DB::select("SELECT * FROM users WHERE email LIKE '%" . $q . "%'");
        // ok: php-sql-injection
        $users = DB::select('SELECT * FROM users WHERE email LIKE ?', ["%$q%"]);
        // ruleid: php-sql-injection
        $more = User::whereRaw("name = '" . $request->query('name') . "'")->get();
        // ok: php-sql-injection
        $more = User::whereRaw('name = ?', [$request->query('name')])->get();
        // ruleid: php-sql-injection
        return User::query()->orderByRaw("FIELD(id, {$request->get('ids')})")->get();
    }

    public function byMail(string $mail)
    {
        // ruleid: php-sql-injection-parameter
        return $this->connection->executeQuery(sprintf("SELECT * FROM users WHERE mail = '%s'", $mail));
    }

    public function byNumber(int $number)
    {
        // ok: php-sql-injection
        return $this->connection->executeQuery("SELECT * FROM users WHERE number = " . intval($number));
    }
}

function find_post($wpdb)
{
    // ruleid: php-sql-injection
    $post = $wpdb->get_row("SELECT * FROM {$wpdb->posts} WHERE post_name = '" . $_GET['slug'] . "'");
    // ok: php-sql-injection
    return $wpdb->get_row($wpdb->prepare("SELECT * FROM {$wpdb->posts} WHERE post_name = %s", $_GET['slug']));
}
