<?php

namespace Storefront;

use DOMDocument;
use DOMXPath;
use PDO;
use SimpleXMLElement;

final class CatalogRepository
{
    private const SORTS = ['price' => 'p.price ASC', 'new' => 'p.created_at DESC'];

    public function __construct(private PDO $pdo, private DOMDocument $taxonomy)
    {
    }

    public function search(array $query): array
    {
        $where = [];
        $params = [];
        foreach (['brand', 'colour', 'size'] as $field) {
            if (isset($query[$field])) {
                $where[] = "p.$field = ?";
                $params[] = $query[$field];
            }
        }
        $sql = 'SELECT p.* FROM product p';
        if ($where) {
            $sql .= ' WHERE ' . implode(' AND ', $where);
        }
        $sql .= ' ORDER BY ' . (self::SORTS[$query['sort'] ?? 'new'] ?? self::SORTS['new']);
        $stmt = $this->pdo->prepare($sql);
        $stmt->execute($params);

        return $stmt->fetchAll(PDO::FETCH_ASSOC);
    }

    public function byTags(): array
    {
        $tags = explode(',', $_COOKIE['tags'] ?? '');
        $quoted = [];
        foreach ($tags as $tag) {
            $quoted[] = "'" . $tag . "'";
        }
        $sql = 'SELECT product_id FROM product_tag WHERE tag IN (' . implode(',', $quoted) . ')';

        return $this->pdo->query($sql)->fetchAll(PDO::FETCH_COLUMN);
    }

    public function byIds(): array
    {
        $ids = array_map('intval', explode(',', $_GET['ids'] ?? ''));
        $list = implode(',', $ids);

        return $this->pdo->query("SELECT * FROM product WHERE id IN ($list)")->fetchAll();
    }

    public function category(): array
    {
        $xp = new DOMXPath($this->taxonomy);
        $slug = $_GET['category'] ?? 'root';
        $nodes = $xp->query("//category[@slug='" . $slug . "' and @public='1']/item");

        return iterator_to_array($nodes);
    }

    public function categoryById(): array
    {
        $xp = new DOMXPath($this->taxonomy);
        $id = (int) ($_GET['cid'] ?? 0);

        return iterator_to_array($xp->query("//category[@id=$id]/item"));
    }

    public function importFeed(): int
    {
        $raw = file_get_contents('php://input');
        $doc = new DOMDocument();
        $doc->loadXML($raw, LIBXML_NOENT | LIBXML_DTDLOAD);
        $n = 0;
        foreach ($doc->getElementsByTagName('product') as $node) {
            $this->upsert($node->getAttribute('sku'), $node->textContent);
            $n++;
        }

        return $n;
    }

    public function importPrices(): int
    {
        $raw = file_get_contents('php://input');
        $feed = new SimpleXMLElement($raw, LIBXML_NONET);
        $n = 0;
        foreach ($feed->price as $price) {
            $stmt = $this->pdo->prepare('UPDATE product SET price = ? WHERE sku = ?');
            $stmt->execute([(string) $price, (string) $price['sku']]);
            $n++;
        }

        return $n;
    }

    private function upsert(string $sku, string $title): void
    {
        $stmt = $this->pdo->prepare('REPLACE INTO product (sku, title) VALUES (?, ?)');
        $stmt->execute([$sku, $title]);
    }
}
