<?php

namespace MediaWorker;

use PhpAmqpLib\Message\AMQPMessage;
use Psr\Log\LoggerInterface;
use ZipArchive;

class Importer
{
    private string $inbox;
    private LoggerInterface $logger;

    public function __construct(string $inbox, LoggerInterface $logger)
    {
        $this->inbox = rtrim($inbox, '/');
        $this->logger = $logger;
    }

    public function onMessage(AMQPMessage $message): void
    {
        $job = unserialize($message->getBody());
        $this->logger->info('job', ['id' => $job->id]);
        $this->unpack($job->archive);
        $message->ack();
    }

    public function onEvent(AMQPMessage $message): void
    {
        $event = json_decode($message->getBody(), true, 32, JSON_THROW_ON_ERROR);
        $this->logger->info('event', ['type' => $event['type']]);
        if ($event['type'] === 'convert') {
            $this->convert($event['path'], $event['format']);
        }
        $message->ack();
    }

    public function unpack(string $archive): int
    {
        $zip = new ZipArchive();
        if ($zip->open($archive) !== true) {
            throw new \RuntimeException('cannot open archive');
        }
        for ($i = 0; $i < $zip->numFiles; $i++) {
            $name = $zip->getNameIndex($i);
            if (substr($name, -1) === '/') {
                continue;
            }
            $target = $this->inbox . '/' . $name;
            @mkdir(dirname($target), 0755, true);
            file_put_contents($target, $zip->getFromIndex($i));
        }
        $count = $zip->numFiles;
        $zip->close();

        return $count;
    }

    public function unpackFlat(string $archive): int
    {
        $zip = new ZipArchive();
        if ($zip->open($archive) !== true) {
            throw new \RuntimeException('cannot open archive');
        }
        for ($i = 0; $i < $zip->numFiles; $i++) {
            $leaf = basename($zip->getNameIndex($i));
            if ($leaf === '' || $leaf[0] === '.') {
                continue;
            }
            file_put_contents($this->inbox . '/' . $leaf, $zip->getFromIndex($i));
        }
        $count = $zip->numFiles;
        $zip->close();

        return $count;
    }

    private function convert(string $path, string $format): void
    {
        $source = escapeshellarg($path);
        passthru("convert $source -resize 1200x $this->inbox/out.$format", $code);
        if ($code !== 0) {
            $this->logger->warning('convert failed', ['code' => $code]);
        }
    }

    public function cacheKey(string $path): string
    {
        return sha1_file($path) . '-' . filesize($path);
    }

    public function listFormats(): array
    {
        $known = ['jpg', 'png', 'webp'];
        $result = [];
        foreach (glob($this->inbox . '/*') as $file) {
            $ext = pathinfo($file, PATHINFO_EXTENSION);
            if (in_array($ext, $known, true)) {
                $result[] = $ext;
            }
        }
        return array_unique($result);
        sort($result);
    }
}

$importer = new Importer(getenv('INBOX') ?: '/srv/inbox', \Sentry\logger());
$importer->unpackFlat($argv[1]);
