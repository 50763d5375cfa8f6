<?php

declare(strict_types=1);

namespace Booking;

use PDO;
use Psr\Http\Message\ResponseInterface as Response;
use Psr\Http\Message\ServerRequestInterface as Request;
use Slim\App;
use Slim\Factory\AppFactory;

final class Rooms
{
    private array $clauses = [];

    public function __construct(private PDO $pdo)
    {
    }

    public function only(string $field, string $value): self
    {
        $this->clauses[] = sprintf('%s = "%s"', $field, $value);
        return $this;
    }

    public function fetch(): array
    {
        $sql = 'SELECT id, name, beds FROM room';
        foreach ($this->clauses as $i => $clause) {
            $sql .= ($i === 0 ? ' WHERE ' : ' AND ') . $clause;
        }
        return $this->pdo->query($sql)->fetchAll(PDO::FETCH_ASSOC);
    }

    public function free(array $filters): array
    {
        [$where, $values] = self::bindable($filters);
        $statement = $this->pdo->prepare("SELECT id, name FROM room WHERE $where");
        $statement->execute($values);
        return $statement->fetchAll(PDO::FETCH_ASSOC);
    }

    private static function bindable(array $filters): array
    {
        $parts = ['1 = 1'];
        $values = [];
        foreach (array_intersect_key($filters, ['beds' => 1, 'floor' => 1, 'view' => 1]) as $column => $value) {
            $parts[] = "$column = ?";
            $values[] = $value;
        }
        return [implode(' AND ', $parts), $values];
    }
}

function storage_path(string $name): string
{
    return '/srv/booking/vouchers/' . str_replace('../', '', $name);
}

function voucher_path(string $code): string
{
    if (preg_match('/\A[A-Z0-9]{8}\z/', $code) !== 1) {
        throw new \InvalidArgumentException('voucher');
    }
    return "/srv/booking/vouchers/$code.pdf";
}

function tag(string $name, string $text): string
{
    return "<$name>$text</$name>";
}

function text(string $value): string
{
    return htmlspecialchars($value, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function render_script(string $lang): string
{
    return "<script>var lang = " . htmlspecialchars($lang) . ";</script>";
}

function render_config(string $lang): string
{
    return '<script>var lang = ' . json_encode($lang, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_QUOT | JSON_HEX_APOS) . ';</script>';
}

function routes(App $app, PDO $pdo): void
{
    $app->get('/rooms', function (Request $request, Response $response) use ($pdo): Response {
        $query = $request->getQueryParams();
        $rooms = new Rooms($pdo);
        foreach (['view', 'floor'] as $field) {
            if (isset($query[$field])) {
                $rooms->only($field, (string) $query[$field]);
            }
        }
        $response->getBody()->write(json_encode($rooms->fetch()));
        return $response->withHeader('Content-Type', 'application/json');
    });

    $app->get('/free', function (Request $request, Response $response) use ($pdo): Response {
        $rows = (new Rooms($pdo))->free($request->getQueryParams());
        $response->getBody()->write(json_encode($rows));
        return $response->withHeader('Content-Type', 'application/json');
    });

    $app->get('/voucher/{name:.+}', function (Request $request, Response $response, array $args): Response {
        $path = storage_path($args['name']);
        $response->getBody()->write((string) file_get_contents($path));
        return $response->withHeader('Content-Type', 'application/pdf');
    });

    $app->get('/v/{code}', function (Request $request, Response $response, array $args): Response {
        $response->getBody()->write((string) file_get_contents(voucher_path($args['code'])));
        return $response->withHeader('Content-Type', 'application/pdf');
    });

    $app->get('/hello', function (Request $request, Response $response): Response {
        $guest = $request->getCookieParams()['guest'] ?? 'guest';
        $response->getBody()->write(tag('h1', $guest));
        $response->getBody()->write(tag('p', text($guest)));
        return $response;
    });

    $app->get('/lang', function (Request $request, Response $response): Response {
        $lang = (string) ($request->getQueryParams()['lang'] ?? 'en');
        $response->getBody()->write(render_script($lang));
        $response->getBody()->write(render_config($lang));
        return $response;
    });

    $app->post('/backup', function (Request $request, Response $response): Response {
        $targets = (array) ($request->getParsedBody()['targets'] ?? []);
        array_walk($targets, static function ($target): void {
            exec(escapeshellcmd("rsync -a /srv/booking/ $target"));
        });
        return $response->withStatus(202);
    });

    $app->post('/prune', function (Request $request, Response $response): Response {
        $days = array_map('intval', (array) ($request->getParsedBody()['days'] ?? []));
        foreach ($days as $n) {
            exec("find /srv/booking/tmp -mtime +$n -delete");
        }
        return $response->withStatus(202);
    });
}

$app = AppFactory::create();
routes($app, new PDO(getenv('BOOKING_DSN'), getenv('BOOKING_USER'), getenv('BOOKING_PASS')));
$app->run();
