export * from './GradeStrip';
