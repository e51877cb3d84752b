using Events;
using SyntheticData.Fusion;
using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData.Tests.Fusion;

/// <summary>The properties by which two cameras must find more than one.</summary>
public sealed class FusionSceneTests
{
    private static readonly FusionDatasetOptions Options = new() { NoiseRate = 0 };

    [Fact]
    public void At_night_the_rgb_frame_does_not_depend_on_the_scene()
    {
        Image first = Scene(1, isNight: true).Take(0, new RandomStream(9)), later = Scene(1, isNight: true).Take(200_000, new RandomStream(9));

        Assert.Equal(first.Pixels, later.Pixels);
    }

    [Fact]
    public void By_day_every_drone_stands_out_in_the_rgb_frame()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            FusionScene scene = Scene(seed, isNight: false);
            Image image = scene.Take(100_000, new RandomStream(9));
            Assert.Contains(scene.Objects, static each => each.IsMoving);
            Assert.Contains(scene.Objects, static each => !each.IsMoving);
            foreach (FlyingObject each in scene.Objects)
            {
                // The middle of the body against the backdrop there.
                (float x, float y) = each.At(100_000);
                int at = (int)y * scene.Width + (int)x;
                double seen = Enumerable.Range(0, 3).Average(channel => image.Pixels[3 * at + channel]) / 255, behind = scene.Backdrop.Pixels[at].Luminance;
                Assert.True(Math.Abs(seen - behind) > 0.05, $"seed {seed}: {seen} before {behind}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Moving_drones_send_events_and_still_ones_none(bool isNight)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            FusionScene scene = Scene(seed, isNight);
            EventCamera camera = new(scene, new RandomStream(1), 0);
            List<CdEvent> events = [];
            for (long time = 0; time < 100_000; time += EventCamera.Step)
            {
                CdEvent[] step = camera.Next(time).ToArray();
                Assert.All(step, each => Assert.InRange(each.Time, time + 1, time + EventCamera.Step));
                events.AddRange(step);
            }

            FlyingObject[] moving = [.. scene.Objects.Where(static each => each.IsMoving)];
            Assert.All(moving, each => Assert.InRange(events.Count(found => IsNear(each, found)), 100, int.MaxValue));
            Assert.All(events, found => Assert.Contains(moving, each => IsNear(each, found)));
            if (isNight)
                Assert.Equal(scene.Objects, moving);
        }

        static bool IsNear(FlyingObject each, CdEvent found) => new[] { found.Time, found.Time - EventCamera.Step, found.Time + EventCamera.Step }.Any(time =>
        {
            (int left, int top, int right, int bottom) = each.Bounds(Math.Max(0, time));
            return found.X >= left - 1 && found.X <= right && found.Y >= top - 1 && found.Y <= bottom;
        });
    }

    [Fact]
    public void Noise_has_the_rate_that_is_asked_for()
    {
        FusionScene scene = Scene(3, isNight: true);
        EventCamera quiet = new(scene, new RandomStream(1), 0), noisy = new(scene, new RandomStream(1), 2);
        long more = 0;
        for (long time = 0; time < 500_000; time += EventCamera.Step)
            more += noisy.Next(time).Length - quiet.Next(time).Length;

        Assert.InRange(more, 2 * 320 * 240 / 2 - 2, 2 * 320 * 240 / 2 + 2);
    }

    [Fact]
    public void Labels_are_tight_boxes_inside_of_the_picture()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            foreach (FlyingObject each in Scene(seed, isNight: seed % 2 == 0).Objects)
            {
                for (long time = 0; time < 3_000_000; time += 270_000)
                {
                    SceneLabel label = each.Label(time);
                    (int left, int top, int right, int bottom) = each.Bounds(time);
                    Assert.InRange(label.Left, left, label.Right - 10);
                    Assert.InRange(label.Top, top, label.Bottom - 5);
                    Assert.InRange(label.Right, 10, right);
                    Assert.InRange(label.Bottom, 5, bottom);
                    Assert.InRange(right, 1, 320);
                    Assert.InRange(bottom, 1, 240);
                }
            }
        }
    }

    private static FusionScene Scene(int seed, bool isNight) => new(new RandomStream(seed), Options, isNight);
}
