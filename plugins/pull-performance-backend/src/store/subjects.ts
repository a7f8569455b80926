import { Knex } from 'knex';
import { PullSubject } from './PullStore';

/** The workloads that a question is about, as a query on `workloads`. */
export function subjectWorkloads(
  knex: Knex,
  options: { subject: PullSubject; cluster?: string },
): Knex.QueryBuilder {
  const { subject, cluster } = options;
  const query = knex('workloads');
  if ('entityRef' in subject) {
    query.whereIn(
      'workloads.id',
      knex('workload_services')
        .select('workload_id')
        .where('entity_ref', subject.entityRef),
    );
  } else {
    query.where('workloads.cluster', subject.unownedIn);
    whereUnowned(knex, query);
  }
  if (cluster !== undefined) {
    query.where('workloads.cluster', cluster);
  }
  return query;
}

/** Narrows a query on `workloads` to those that belong to no service. */
export function whereUnowned(knex: Knex, query: Knex.QueryBuilder): void {
  query.whereNotExists(
    knex('workload_services')
      .select(knex.raw('1'))
      .where('workload_id', knex.ref('workloads.id')),
  );
}
