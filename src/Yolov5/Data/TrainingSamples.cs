using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Makes augmented samples: everything random is drawn first, then the images that it takes are read and drawn into the batch in one pass.
/// A sample depends on its stream, the images and the options alone.
/// </summary>
internal sealed class TrainingSamples(IReadOnlyList<DatasetEntry> entries, SampleImages images, AugmentationOptions options, int imageSize)
{
    private const int ReplacementAttempts = 16;

    /// <summary>Makes one sample.</summary>
    /// <param name="index">Place of the image that the sample is counted as.</param>
    /// <param name="plan">Shape of the batch.</param>
    /// <param name="slot">Place of the sample in the batch.</param>
    /// <param name="sample">Receives boxes and problems.</param>
    /// <param name="random">The sample's own stream.</param>
    /// <param name="planes">[C, height, width] values of the sample in the batch; three planes for each group of images.</param>
    /// <exception cref="InvalidInputException">The image cannot be decoded.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public void Make(int index, PlannedBatch plan, int slot, Sample sample, RandomStream random, Span<byte> planes)
    {
        sample.Reset(plan.Width, plan.Height, entries[index].ImagePath);
        Draws draws = new(this, plan, slot, sample);
        RandomStream begin = random.Clone();
        for (int attempt = 0; !draws.TryDraw(index, random, planes); attempt++)
        {
            // An image that cannot be read has been replaced: all else is drawn as before.
            if (attempt == ReplacementAttempts)
                throw new InvalidInputException($"{ReplacementAttempts} images in turn could not be read to make a mosaic.");
            random = begin.Clone();
            sample.Boxes.Clear();
        }
    }

    private sealed record View(Tile[] Tiles, List<CanvasObject> Objects, IReadOnlyList<float[]> Copies, SampleMatrix Matrix, int CanvasWidth);

    private sealed class Draws(TrainingSamples samples, PlannedBatch plan, int slot, Sample sample)
    {
        private readonly Dictionary<int, int> _replaced = [];

        private AugmentationOptions Options => samples.Options;

        public bool TryDraw(int index, RandomStream random, Span<byte> planes)
        {
            bool square = plan.Width == samples.Side && plan.Height == samples.Side;
            bool mosaic = Options.Mosaic > 0 && square && random.Chance(Options.Mosaic);
            View view = mosaic ? Mosaic(index, random) : Single(index, random);
            View? second = mosaic && Options.Mixup > 0 && random.Chance(Options.Mixup) ? Mosaic(Partner(random), random) : null;
            double share = second is null ? 1 : MixUp.Draw(random);
            ImageFilters? filters = ImageFilters.Draw(Options.Filters, random);
            ColourJitter? colours = ColourJitter.Draw(Options, random);
            sample.UpsideDown = Options.FlipUpDown > 0 && random.Chance(Options.FlipUpDown);
            sample.Mirrored = Options.FlipLeftRight > 0 && random.Chance(Options.FlipLeftRight);

            if (!TryWarp(view, index, random, planes))
                return false;
            if (second is not null)
            {
                Span<byte> mixed = sample.MixedPlanes(planes.Length);
                if (!TryWarp(second, index, random, mixed))
                    return false;
                MixUp.Apply(planes, mixed, share);
            }

            int length = planes.Length / samples.Images.Groups;
            for (int group = 0; group < samples.Images.Groups; group++)
            {
                if (!samples.Images.IsPhotographed(group))
                    continue;
                filters?.Apply(plan.OutputWidth, plan.OutputHeight, planes.Slice(group * length, length));
                colours?.Apply(planes.Slice(group * length, length));
            }

            foreach (View? each in (ReadOnlySpan<View?>)[view, second])
            {
                if (each is not null)
                    BoxMoves.Move(each.Objects, each.Matrix, plan.Width, plan.Height, sample.Boxes);
            }

            return true;
        }

        private int Partner(RandomStream random)
        {
            if (plan.EpochOrder is not { } order)
                return random.NextInt(samples.Entries.Count);

            // The order is random, and so are an image's neighbours in it: any image may be among them, and few have to be decoded twice.
            int count = Math.Min(order.Count, samples.Images.Neighbours);
            int first = Math.Clamp(plan.First + slot - (count / 2), 0, order.Count - count);
            return order[first + random.NextInt(count)];
        }

        private View Mosaic(int index, RandomStream random)
        {
            int side = samples.Side, canvas = 2 * side;
            bool nine = Options.Mosaic9 > 0 && random.Chance(Options.Mosaic9);
            (double low, double high) = nine ? (0, side) : (side / 2, canvas - (side / 2));
            int y = (int)random.Uniform(low, high), x = (int)random.Uniform(low, high);
            int[] indices = new int[nine ? 9 : 4];
            indices[0] = index;
            for (int i = 1; i < indices.Length; i++)
                indices[i] = Partner(random);
            for (int i = indices.Length - 1; i > 0; i--)
            {
                int other = random.NextInt(i + 1);
                (indices[i], indices[other]) = (indices[other], indices[i]);
            }

            ImageSize[] sizes = new ImageSize[indices.Length];
            for (int i = 0; i < indices.Length; i++)
            {
                while (_replaced.TryGetValue(indices[i], out int replacement))
                    indices[i] = replacement;
                sizes[i] = samples.Images.SizeOf(indices[i]);
            }

            Tile[] tiles = nine ? MosaicLayout.Nine(indices, sizes, side, x, y) : MosaicLayout.Four(indices, sizes, canvas, x, y);
            List<CanvasObject> objects = [];
            foreach (Tile tile in tiles)
                samples.AddObjects(tile.Index, tile.Width, tile.Height, tile.X, tile.Y, objects);
            for (int i = 0; i < objects.Count; i++)
                objects[i] = objects[i].Clipped(canvas, canvas);
            IReadOnlyList<float[]> copies = Options.CopyPaste > 0 ? CopyPaste.Draw(Options.CopyPaste, objects, canvas, random) : [];
            return new View(tiles, objects, copies, SampleMatrix.Draw(Options, canvas, canvas, side, side, random), canvas);
        }

        private View Single(int index, RandomStream random)
        {
            DatasetEntry entry = samples.Entries[index];
            ImageSize size = samples.Images.SizeOf(index);
            LetterboxGeometry geometry = Letterbox.Compute(size.Width, size.Height, plan.Width, plan.Height);
            Tile tile = Tile.At(index, new ImageSize(geometry.Width, geometry.Height), geometry.Left, geometry.Top, plan.Width, plan.Height);
            List<CanvasObject> objects = [];
            samples.AddObjects(
                index, (float)(geometry.Ratio * size.Width), (float)(geometry.Ratio * size.Height), (float)geometry.PadX, (float)geometry.PadY, objects);
            sample.Geometry = new SampleGeometry(
                entry.Width, entry.Height, (double)size.Width / entry.Width, (double)size.Height / entry.Height, geometry.PadX, geometry.PadY);
            return new View([tile], objects, [], SampleMatrix.Draw(Options, plan.Width, plan.Height, plan.Width, plan.Height, random), plan.Width);
        }

        // Frames of two cameras are drawn through the same view: the same tiles, matrix, flips and copies.
        private bool TryWarp(View view, int index, RandomStream random, Span<byte> planes)
        {
            int length = planes.Length / samples.Images.Groups;
            for (int group = 0; group < samples.Images.Groups; group++)
            {
                if (!TryWarp(group, view, index, random, planes.Slice(group * length, length)))
                    return false;
            }

            return true;
        }

        private bool TryWarp(int group, View view, int index, RandomStream random, Span<byte> planes)
        {
            PlacedPixels[] pixels = new PlacedPixels[view.Tiles.Length];
            for (int i = 0; i < pixels.Length; i++)
            {
                if (!TryRead(group, view.Tiles[i], index, random, out pixels[i]))
                    return false;
            }

            Canvas canvas = new(view.Tiles, pixels);
            PerspectiveMatrix toCanvas = view.Matrix.ToCanvasFrom((double)plan.OutputWidth / plan.Width, (double)plan.OutputHeight / plan.Height);
            SampleTarget target = new(plan.OutputWidth, plan.OutputHeight, planes) { Mirrored = sample.Mirrored, UpsideDown = sample.UpsideDown };
            sample.Warp.Draw(canvas, toCanvas, target);
            if (view.Copies.Count > 0)
                CopiedPixels.Draw(canvas, view.CanvasWidth, view.Copies, sample.Warp, toCanvas, target);
            return true;
        }

        private bool TryRead(int group, Tile tile, int index, RandomStream random, out PlacedPixels pixels)
        {
            pixels = default;
            DatasetEntry entry = samples.Images.FileOf(group, tile.Index);
            try
            {
                if (samples.Images.Read(group, tile.Index) is not { } source)
                {
                    pixels = new PlacedPixels(new Image(tile.Width, tile.Height), tile.X, tile.Y);
                    return true;
                }

                if (source.OriginalWidth != entry.Width || source.OriginalHeight != entry.Height)
                    throw new InvalidInputException($"the image has {source.OriginalWidth}x{source.OriginalHeight} pixels now and had {entry.Width}x{entry.Height} when the data set was scanned");
                if (source.Damage is not null)
                    sample.Problems.Add(new DatasetProblem(entry.ImagePath, source.Damage, DatasetProblem.Used));
                pixels = new PlacedPixels(Resize.Bilinear(source.Image, tile.Width, tile.Height), tile.X, tile.Y);
                return true;
            }
            catch (Exception exception) when (tile.Index != index && exception is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                sample.Problems.Add(DatasetProblem.LeftOut(entry.ImagePath, exception));

                // In the end the image that the sample is counted as; without it there is no sample.
                int replacement = Partner(random);
                _replaced[tile.Index] = replacement == tile.Index || _replaced.ContainsKey(replacement) ? index : replacement;
                return false;
            }
        }
    }

    private AugmentationOptions Options => options;

    private IReadOnlyList<DatasetEntry> Entries => entries;

    private SampleImages Images => images;

    private int Side => imageSize;

    private void AddObjects(int index, float width, float height, float x, float y, List<CanvasObject> objects)
    {
        DatasetEntry entry = entries[index];
        for (int i = 0; i < entry.Labels.Count; i++)
            objects.Add(CanvasObject.Place(entry.Labels[i], entry.Outlines?[i], width, height, x, y));
    }
}
