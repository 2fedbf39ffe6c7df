// Declared by the subject of the same name.
export interface DataSourceTables {}
