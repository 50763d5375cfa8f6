<?php

require_once __DIR__ . '/bootstrap.php';
require_admin();

const TOOLS = ['ping' => 'ping -c 3', 'trace' => 'traceroute -m 12', 'dns' => 'dig +short'];

function run_tool(string $tool, string $host): string
{
    $base = TOOLS[$tool] ?? null;
    if ($base === null) {
        return 'unknown tool';
    }
    $out = [];
    exec($base . ' -- ' . escapeshellarg($host) . ' 2>&1', $out);

    return implode("\n", $out);
}

function whois(): string
{
    $domain = trim($_POST['domain'] ?? '');
    $server = 'whois.internal.example';
    $cmd = sprintf('whois -h %s %s', $server, $domain);

    return (string) shell_exec($cmd);
}

function disk_usage(): string
{
    $lines = [];
    foreach (['/srv/www', '/srv/data', '/var/log'] as $mount) {
        $lines[] = trim((string) shell_exec("du -sh $mount"));
    }

    return implode("\n", $lines);
}

function log_page(string $name): string
{
    $path = '/var/log/intranet/' . $name;
    if (substr($path, -4) !== '.log') {
        return 'not a log';
    }

    return file_get_contents($path);
}

function manual_page(string $name): string
{
    $root = realpath(__DIR__ . '/manual');
    $path = realpath($root . '/' . $name);
    if ($path === false || strncmp($path, $root . DIRECTORY_SEPARATOR, strlen($root) + 1) !== 0) {
        return '';
    }

    return file_get_contents($path);
}

function evaluate_threshold(array $metrics): bool
{
    $rule = $_POST['rule'] ?? 'false';
    extract(array_intersect_key($metrics, ['cpu' => 1, 'mem' => 1, 'load' => 1]));

    return (bool) eval('return ' . $rule . ';');
}

function summarise(array $metrics): float
{
    $fn = ['mean' => 'array_sum', 'peak' => 'max'][$_POST['agg'] ?? 'peak'] ?? 'max';

    return (float) call_user_func($fn, $metrics);
}

$metrics = ['cpu' => 0.4, 'mem' => 0.7, 'load' => sys_getloadavg()[0]];

header('Content-Type: text/plain; charset=utf-8');
switch ($_REQUEST['do'] ?? '') {
    case 'tool':
        echo run_tool($_POST['tool'] ?? '', $_POST['host'] ?? '');
        break;
    case 'whois':
        echo whois();
        break;
    case 'log':
        echo log_page($_GET['name'] ?? '');
        break;
    case 'manual':
        echo manual_page($_GET['name'] ?? '');
        break;
    case 'alert':
        echo evaluate_threshold($metrics) ? 'raise' : 'quiet';
        break;
    case 'agg':
        echo summarise($metrics);
        break;
    default:
        echo disk_usage();
}
