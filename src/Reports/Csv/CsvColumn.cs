namespace Reports.Csv;

/// <summary>A column of a CSV file: its name, unit and meaning, as documented in <c>docs/csv.md</c>.</summary>
/// <param name="Name">Name in the heading, with the unit as its ending.</param>
/// <param name="Unit">Unit; empty if there is none.</param>
/// <param name="Meaning">Meaning of the column, in one sentence.</param>
public sealed record CsvColumn(string Name, string Unit, string Meaning);
