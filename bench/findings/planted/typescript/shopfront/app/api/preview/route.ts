import { NextRequest, NextResponse } from 'next/server';

const IMAGE_HOSTS = new Set(['img.shop.example', 'cdn.shop.example']);
const PARTS = ['header', 'body', 'footer'] as const;

function imageAddress(text: string): URL | null {
  try {
    const address = new URL(text);
    return address.protocol === 'https:' && IMAGE_HOSTS.has(address.host) ? address : null;
  } catch {
    return null;
  }
}

async function bytes(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(4000) });
  return answer.arrayBuffer();
}

export async function GET(request: NextRequest): Promise<NextResponse> {
  const address = imageAddress(request.nextUrl.searchParams.get('image') ?? '');
  if (!address) {
    return NextResponse.json({ error: 'image' }, { status: 400 });
  }
  const answer = await fetch(address, { redirect: 'error' });
  return new NextResponse(answer.body, { headers: { 'Content-Type': 'image/webp' } });
}

export async function POST(request: NextRequest): Promise<NextResponse> {
  const form = await request.formData();
  const source = String(form.get('source') ?? '');
  if (!/^https?:\/\//.test(source)) {
    return NextResponse.json({ error: 'source' }, { status: 400 });
  }
  const image = await bytes(source);
  return new NextResponse(image, { headers: { 'Content-Type': 'image/webp' } });
}

export async function PUT(request: NextRequest): Promise<NextResponse> {
  const draft = (await request.json()) as Record<(typeof PARTS)[number], string>;
  const sections: string[] = [];
  for (const part of PARTS) {
    sections.push(`<section id="${part}">${draft[part]}</section>`);
  }
  return new NextResponse(sections.join('\n'), { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

export async function PATCH(request: NextRequest): Promise<NextResponse> {
  const draft = (await request.json()) as Record<string, string>;
  const text = PARTS.map((part) => `${part}: ${draft[part]}`).join('\n');
  return new NextResponse(text, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  });
}
