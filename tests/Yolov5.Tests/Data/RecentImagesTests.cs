using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data;

public class RecentImagesTests
{
    [Fact]
    public void The_images_used_last_are_kept_within_the_capacity()
    {
        List<int> reads = [];
        RecentImages recent = new(30, index =>
        {
            reads.Add(index);
            return new ResizedImage(new Image(1, 1), 1, 1, null);
        });
        foreach (int index in new[] { 0, 1, 2, 0, 3, 0, 1, 2 })
            recent.Get(index, 10);

        // Image 3 pushes out 1, which was not used since; then 1 pushes out 2, and 2 pushes out 3.
        Assert.Equal([0, 1, 2, 3, 1, 2], reads);
    }

    [Fact]
    public void An_image_that_failed_is_tried_again()
    {
        int tries = 0;
        RecentImages recent = new(30, _ => ++tries == 1 ? throw new IOException("busy") : new ResizedImage(new Image(1, 1), 1, 1, null));
        Assert.Throws<IOException>(() => recent.Get(5, 10));
        Assert.NotNull(recent.Get(5, 10));
        Assert.Equal(2, tries);
    }

    [Fact]
    public void Threads_that_want_the_same_image_read_it_once()
    {
        int reads = 0;
        RecentImages recent = new(1000, index =>
        {
            Interlocked.Increment(ref reads);
            return new ResizedImage(new Image(100, 100), index, 1, null);
        });
        Parallel.For(0, 2_000, i => Assert.Equal(i % 50, recent.Get(i % 50, 10).OriginalWidth));
        Assert.Equal(50, reads);
    }
}
