using System.Globalization;
using System.Text;
using Events;
using Events.Frames;
using Events.Fred;
using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData.Fusion;

/// <summary>Draws one sequence: raw events, event frames made of them, RGB frames, and the labels of both.</summary>
internal static class FusionSequenceWriter
{
    private const double Period = 1e6 / 30;
    private const int MostJitter = 3000;

    // 09:30:00, the time of day at which every sequence begins.
    private const long Start = 34_200_000_000;

    /// <summary>Writes a sequence.</summary>
    /// <param name="folder">Its folder, which does not exist.</param>
    /// <param name="member">Its number in the data set; with the seed it decides everything.</param>
    /// <param name="isNight">True for a sequence at night.</param>
    /// <param name="options">Options of the data set.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Write(string folder, int member, bool isNight, FusionDatasetOptions options, CancellationToken cancellation)
    {
        string name = Path.GetFileName(folder);
        FusionScene scene = new(new RandomStream((long)options.Seed, member, 0), options, isNight);
        foreach (string part in new[] { FredFolders.PaddedRgb, FredFolders.EventFrames, FredFolders.RgbLabels, FredFolders.EventLabels })
            Directory.CreateDirectory(Path.Combine(folder, part));
        string raw = Path.Combine(folder, FredFolders.Event, "events" + EventFile.Extension(options.EventFormat));
        WriteEvents(raw, scene, new RandomStream((long)options.Seed, member, 1), options, cancellation);

        RandomStream drops = new((long)options.Seed, member, 2);
        using EventReader reader = EventFile.Open(raw);
        EventWindows windows = new(reader, Period, start: 0);
        PolarityCounts counts = new(reader.Size!.Value);
        for (int i = 1; i <= options.Frames; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long time = (long)Math.Round(i * Period);
            if (!windows.Next(counts, out _))
                counts.Begin(time, time + 1);
            (bool hasRgb, bool hasEvents, int jitter) = Dropped(drops, i, options.DropRate);
            if (hasEvents)
                WriteEventFrame(folder, string.Create(CultureInfo.InvariantCulture, $"{name}_frame_{time}"), time, counts, scene);
            if (hasRgb)
                WriteRgbFrame(folder, name, time + jitter, scene, new RandomStream((long)options.Seed, member, 3, i), options);
        }
    }

    private static (bool HasRgb, bool HasEvents, int Jitter) Dropped(RandomStream random, int frame, float rate)
    {
        // The same numbers are drawn whatever the rate is, so that the rate does not change the jitter. Clocks are aligned by the first frames.
        double dropped = random.NextDouble();
        bool isRgb = random.Chance(0.5);
        int jitter = random.Between(-MostJitter, MostJitter);
        if (frame == 1)
            return (true, true, 0);
        bool isDropped = dropped < rate;
        return (!(isDropped && isRgb), !(isDropped && !isRgb), jitter);
    }

    private static void WriteEvents(string path, FusionScene scene, RandomStream random, FusionDatasetOptions options, CancellationToken cancellation)
    {
        EventCamera camera = new(scene, random, options.NoiseRate);
        long end = (long)Math.Round(options.Frames * Period);
        EventFile.Write(path, options.EventFormat, new SensorSize(scene.Width, scene.Height), writer =>
        {
            for (long time = 0; time < end; time += EventCamera.Step)
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write(camera.Next(time));
            }
        });
    }

    private static void WriteEventFrame(string folder, string name, long time, PolarityCounts counts, FusionScene scene)
    {
        Image picture = new(scene.Width, scene.Height);
        counts.Draw(picture.Pixels, fullCount: 3);
        File.WriteAllBytes(Path.Combine(folder, FredFolders.EventFrames, name + ".png"), ImageEncoder.Png(picture));
        WriteLabels(Path.Combine(folder, FredFolders.EventLabels, name + ".txt"), time, scene);
    }

    private static void WriteRgbFrame(string folder, string sequence, long time, FusionScene scene, RandomStream noise, FusionDatasetOptions options)
    {
        long microseconds = Start + time;
        string stamp = new TimeSpan(microseconds * TimeSpan.TicksPerMicrosecond).ToString(@"hh\_mm\_ss\.ffffff", CultureInfo.InvariantCulture);
        string name = $"{sequence}_{stamp}";
        File.WriteAllBytes(Path.Combine(folder, FredFolders.PaddedRgb, name + ".jpg"), ImageEncoder.Jpeg(scene.Take(time, noise), options.JpegQuality, subsampleChroma: true));
        WriteLabels(Path.Combine(folder, FredFolders.RgbLabels, name + ".txt"), time, scene);
    }

    private static void WriteLabels(string path, long time, FusionScene scene)
    {
        StringBuilder labels = new();
        foreach (FlyingObject each in scene.Objects)
            labels.Append(each.Label(time).ToYolo(scene.Width, scene.Height)).Append('\n');
        File.WriteAllText(path, labels.ToString());
    }
}
