/** Prometheus' answers as the data frames that Grafana's Prometheus data source makes of them. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';

interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: Array<[number, string]>;
}

export interface Answer {
  panel: string;
  refId: string;
  data: { result: Series[] };
}

export interface Query {
  refId: string;
  legendFormat: string;
  format: string;
}

export function toFrames(query: Query, answer: Answer, queriesOfPanel: number): DataFrame[] {
  const { result } = answer.data;
  return query.format === 'table'
    ? [tableFrame(query.refId, result, queriesOfPanel)]
    : result.map((series) => seriesFrame(query, series));
}

function seriesFrame(query: Query, series: Series): DataFrame {
  const samples = series.values ?? [series.value!];
  const name = query.legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label) => series.metric[label] ?? '').trim();
  return frame(query.refId, samples.length, [
    field('Time', FieldType.time, samples.map(([seconds]) => seconds * 1000)),
    {
      ...field('Value', FieldType.number, samples.map(([, value]) => Number(value))),
      labels: series.metric,
      config: { displayNameFromDS: name },
    },
  ]);
}

function tableFrame(refId: string, result: Series[], queriesOfPanel: number): DataFrame {
  const labels = [...new Set(result.flatMap((series) => Object.keys(series.metric)))].sort();
  const value = queriesOfPanel > 1 ? `Value #${refId}` : 'Value';
  return frame(refId, result.length, [
    field('Time', FieldType.time, result.map((series) => series.value![0] * 1000)),
    ...labels.map((label) => field(label, FieldType.string, result.map((series) => series.metric[label] ?? ''))),
    field(value, FieldType.number, result.map((series) => Number(series.value![1]))),
  ]);
}

const field = (name: string, type: FieldType, values: unknown[]): Field => ({ name, type, values, config: {} });

const frame = (refId: string, length: number, fields: Field[]): DataFrame => ({ refId, length, fields });
