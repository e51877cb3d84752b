namespace Events;

/// <summary>Facts that a file of events may leave out.</summary>
public sealed record EventReadOptions
{
    /// <summary>Size of the sensor; null takes the one that the file names. A file that names another one is an error.</summary>
    public SensorSize? Size { get; init; }

    /// <summary>
    /// Columns of a CSV file that has no line of names: x, y, t and p, each once. The default is the order in which
    /// Prophesee's metavision_file_to_csv writes. A file that names its columns is read by its names.
    /// </summary>
    public string CsvColumns { get; init; } = "x,y,p,t";

    /// <summary>The size to read with.</summary>
    /// <param name="name">Name of the file, for errors.</param>
    /// <param name="inFile">Size that the file names.</param>
    internal SensorSize? SizeOf(string name, SensorSize? inFile)
    {
        if (Size is { IsValid: false } wrong)
            throw new InvalidInputException($"{name}: the size of the sensor is given as {wrong}; each side is 1 to {SensorSize.Most}.");
        return inFile is null || Size is null || inFile == Size
            ? inFile ?? Size
            : throw new InvalidInputException($"{name} is from a sensor of {inFile}, and {Size} was given; leave the size out, or give the one of the file.");
    }
}
