<?php

namespace App\Controller;

use App\Repository\ReportRepository;
use Doctrine\DBAL\Connection;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Process\Process;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Contracts\HttpClient\HttpClientInterface;
use Twig\Environment;

class ReportController extends AbstractController
{
    public function __construct(
        private Connection $connection,
        private Environment $twig,
        private HttpClientInterface $http,
    ) {
    }

    #[Route('/reports/find', methods: ['GET'])]
    public function find(Request $request): JsonResponse
    {
        return $this->json($this->loadByOwner($request->headers->get('X-Owner', '')));
    }

    private function loadByOwner(string $owner): array
    {
        $qb = $this->connection->createQueryBuilder()
            ->select('id', 'title')
            ->from('report')
            ->where(sprintf("owner = '%s'", addcslashes($owner, '%_')));

        return $qb->executeQuery()->fetchAllAssociative();
    }

    #[Route('/reports/mine', methods: ['GET'])]
    public function mine(Request $request, ReportRepository $reports): JsonResponse
    {
        $qb = $reports->createQueryBuilder('r')
            ->where('r.title LIKE :t')
            ->setParameter('t', '%' . $request->query->get('t') . '%');

        return $this->json($qb->getQuery()->getArrayResult());
    }

    #[Route('/reports/letter', methods: ['POST'])]
    public function letter(Request $request): Response
    {
        $source = 'Dear {{ name }}, ' . $request->request->get('text');
        $tpl = $this->twig->createTemplate($source);

        return new Response($tpl->render(['name' => $this->getUser()->getUserIdentifier()]), 200, ['Content-Type' => 'text/plain']);
    }

    #[Route('/reports/card', methods: ['POST'])]
    public function card(Request $request): Response
    {
        return $this->render('report/card.html.twig', ['text' => $request->request->get('text')]);
    }

    #[Route('/reports/thumb', methods: ['GET'])]
    public function thumb(Request $request): Response
    {
        $target = $request->query->get('src', '');
        $png = $this->rasterise($target);

        return new Response($png, 200, ['Content-Type' => 'image/png']);
    }

    private function rasterise(string $target): string
    {
        $answer = $this->http->request('GET', $target, ['max_redirects' => 2]);

        return $answer->getContent();
    }

    #[Route('/reports/logo', methods: ['GET'])]
    public function logo(Request $request): Response
    {
        $url = $request->query->get('src', '');
        $host = parse_url($url, PHP_URL_HOST);
        $scheme = parse_url($url, PHP_URL_SCHEME);
        if ($scheme !== 'https' || !in_array($host, ['cdn.example.com', 'img.example.com'], true)) {
            return new Response('', 400);
        }
        $answer = $this->http->request('GET', $url, ['max_redirects' => 0]);

        return new Response($answer->getContent(), 200, ['Content-Type' => 'image/png']);
    }

    #[Route('/reports/pdf/{id}', methods: ['GET'])]
    public function pdf(Request $request, int $id): Response
    {
        $paper = $request->query->get('paper', 'A4');
        $process = Process::fromShellCommandline("wkhtmltopdf --page-size $paper /srv/reports/$id.html -");
        $process->mustRun();

        return new Response($process->getOutput(), 200, ['Content-Type' => 'application/pdf']);
    }

    #[Route('/reports/png/{id}', methods: ['GET'])]
    public function png(Request $request, int $id): Response
    {
        $width = (string) $request->query->get('width', '800');
        $process = new Process(['wkhtmltoimage', '--width', $width, "/srv/reports/$id.html", '-']);
        $process->mustRun();

        return new Response($process->getOutput(), 200, ['Content-Type' => 'image/png']);
    }

    #[Route('/reports/export', methods: ['GET'])]
    public function exportCsv(Request $request): Response
    {
        $name = (string) $request->query->get('as', 'report');
        if (preg_match('/^(\w+\s?)+$/', $name) !== 1) {
            return new Response('', 400);
        }

        return new Response("id;title\n", 200, ['Content-Type' => 'text/csv']);
    }

    #[Route('/reports/slug', methods: ['GET'])]
    public function slug(Request $request): Response
    {
        $name = (string) $request->query->get('as', 'report');
        if (preg_match('/^\w+(?: \w+){0,10}$/D', $name) !== 1) {
            return new Response('', 400);
        }

        return new Response('ok');
    }
}
