using Monitoring;
using Spectre.Console;

namespace Yolov5.Cli.Commands.Monitor;

/// <summary>The latest reading beside the mean and the most since the monitor began.</summary>
internal sealed class MonitorTable
{
    private readonly string _name;
    private readonly Row[] _rows =
    [
        new("Utilisation", reading => reading.Utilization, ReadingText.Utilization),
        new("Memory used", reading => reading.UsedBytes, bytes => ReadingText.Memory((long?)bytes)),
        new("Temperature", reading => reading.TemperatureCelsius, ReadingText.Temperature),
        new("Power", reading => reading.PowerWatts, ReadingText.Power),
    ];

    public MonitorTable(string name) => _name = name;

    /// <summary>Adds a reading and returns the table with it.</summary>
    public Table With(TimedReading sample)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(_name));
        table.AddColumn("");
        foreach (string heading in new[] { "Now", "Mean", "Most" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (Row row in _rows)
        {
            row.Add(sample.Reading);
            table.AddRow(row.Name, row.Now, row.Mean, row.Most);
        }

        table.Caption($"{ReadingText.Memory(sample.Reading.TotalBytes)} in all, {sample.Time:hh\\:mm\\:ss} so far, Ctrl-C ends");
        return table;
    }

    private sealed class Row(string name, Func<DeviceReading, double?> value, Func<double?, string> text)
    {
        private double? _now;
        private double? _most;
        private double _sum;
        private int _count;

        public string Name => name;

        public string Now => text(_now);

        public string Mean => text(_count == 0 ? null : _sum / _count);

        public string Most => text(_most);

        public void Add(DeviceReading reading)
        {
            _now = value(reading);
            if (_now is not { } number)
                return;
            _sum += number;
            _count++;
            _most = Math.Max(_most ?? number, number);
        }
    }
}
