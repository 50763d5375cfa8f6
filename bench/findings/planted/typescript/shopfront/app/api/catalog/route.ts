import { Prisma, PrismaClient } from '@prisma/client';
import { NextRequest, NextResponse } from 'next/server';

const prisma = new PrismaClient();

interface Row {
  id: number;
  name: string;
  cents: number;
}

interface Change {
  id: number;
  cents?: number;
  name?: string;
}

export async function GET(request: NextRequest): Promise<NextResponse> {
  const query = request.nextUrl.searchParams;
  const term = query.get('q') ?? '';
  const brand = query.get('brand');

  if (brand !== null) {
    const statement = `SELECT id, name, cents FROM product WHERE brand = '${brand}'`;
    const rows = await prisma.$queryRawUnsafe<Row[]>(statement);
    return NextResponse.json(rows);
  }

  const rows = await prisma.$queryRaw<Row[]>`SELECT id, name, cents FROM product WHERE name ILIKE ${'%' + term + '%'}`;
  return NextResponse.json(rows);
}

export async function PATCH(request: NextRequest): Promise<NextResponse> {
  const changes = (await request.json()) as Change[];
  const names = ['', ...changes.map((change) => String(change.name ?? ''))];
  const taken = await prisma.$queryRaw<Row[]>(
    Prisma.sql`SELECT id FROM product WHERE name IN (${Prisma.join(names)})`,
  );
  if (taken.length > 0) {
    return NextResponse.json({ taken: taken.length }, { status: 409 });
  }
  for (const change of changes) {
    await prisma.product.update({ where: { id: Number(change.id) }, data: { cents: Number(change.cents) } });
  }
  return new NextResponse(null, { status: 204 });
}

export async function POST(request: NextRequest): Promise<NextResponse> {
  const body = await request.json();
  const created = prisma.product.create({ data: { name: String(body.name), cents: Number(body.cents) } });
  if (created) {
    return NextResponse.json({ created: true }, { status: 201 });
  }
  return NextResponse.json({ created: false }, { status: 422 });
}

export async function DELETE(request: NextRequest): Promise<NextResponse> {
  const id = Number(request.nextUrl.searchParams.get('id'));
  const removed = await prisma.product.deleteMany({ where: { id } });
  if (removed.count) {
    return new NextResponse(null, { status: 204 });
  }
  return NextResponse.json({ error: 'unknown' }, { status: 404 });
}
