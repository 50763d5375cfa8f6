import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';

import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  StreamableFile,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';

import { Patient } from './patient.entity';

type SortKey = 'name' | 'born';
const SORT: Record<SortKey, string> = { name: 'p.lastName', born: 'p.bornOn' };
const SCANS = resolve('/var/clinic/scans');

@Controller('patients')
export class PatientsController {
  constructor(
    @InjectRepository(Patient) private readonly patients: Repository<Patient>,
    private readonly source: DataSource,
  ) {}

  @Get()
  list(@Query('sort') sort: string, @Query('name') name = ''): Promise<Patient[]> {
    const column = sort === 'born' ? SORT.born : SORT.name;
    return this.patients
      .createQueryBuilder('p')
      .where('p.lastName LIKE :name', { name: `${name}%` })
      .orderBy(column, 'ASC')
      .getMany();
  }

  @Get('ward')
  ward(@Query('ward') ward: string): Promise<Patient[]> {
    return this.patients
      .createQueryBuilder('p')
      .where(`p.ward = '${ward}'`)
      .getMany();
  }

  @Get('recent')
  async recent(@Headers('x-department') department: string): Promise<unknown> {
    const condition = this.condition(department);
    return this.source.query('SELECT id, last_name FROM patient WHERE ' + condition + ' LIMIT 20');
  }

  @Get('admitted')
  admitted(@Query('day') day: string): Promise<unknown> {
    return this.source.query('SELECT id FROM stay WHERE admitted = $1', [day]);
  }

  @Delete(':id')
  async remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    await this.source.query(`DELETE FROM note WHERE patient = ${id}`);
    await this.patients.delete(id);
  }

  @Get('scans/:name')
  @Header('Content-Type', 'application/dicom')
  scan(@Param('name') name: string, @Query('series') series = ''): StreamableFile {
    const file = join(SCANS, series, basename(name));
    return new StreamableFile(createReadStream(file));
  }

  @Get('reports/:year/:name')
  report(@Param('year', ParseIntPipe) year: number, @Param('name') name: string): StreamableFile {
    const file = resolve(SCANS, String(year), name);
    if (!file.startsWith(SCANS + sep)) {
      throw new NotFoundException();
    }
    return new StreamableFile(createReadStream(file));
  }

  @Post('scans')
  @UseInterceptors(FileInterceptor('scan', { preservePath: true }))
  async upload(@UploadedFile() scan: Express.Multer.File, @Body('id', ParseIntPipe) id: number): Promise<number> {
    if (scan.mimetype !== 'application/dicom') {
      throw new BadRequestException();
    }
    await writeFile(join(SCANS, String(id), scan.originalname), scan.buffer);
    return scan.size;
  }

  private condition(department: string): string {
    return department ? `department = '${department}'` : '1 = 1';
  }
}
