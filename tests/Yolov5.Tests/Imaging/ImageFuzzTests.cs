using BitMiracle.LibJpeg.Classic;
using BitMiracle.LibTiff.Classic;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>Random damage ends in a picture or in the project's own exception.</summary>
public sealed class ImageFuzzTests
{
    [Fact]
    public void Ten_thousand_mutated_JPEGs()
    {
        byte[][] originals =
        [
            Pictures.Jpeg(Pictures.Gradient(48, 32)),
            ImageEncoder.Jpeg(Pictures.Noise(24, 40, seed: 1), 60, subsampleChroma: false),
            new JpegVariants { IsProgressive = true }.Encode(Pictures.Noise(32, 24, seed: 2)),
            new JpegVariants { RestartInterval = 1 }.Encode(Pictures.Noise(32, 24, seed: 3)),
            new JpegVariants { Colours = J_COLOR_SPACE.JCS_YCCK, IsProgressive = true }.EncodeInks(Pictures.Noise(32, 32, seed: 4).Pixels, 32, 24),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 10_000, headerLength: 640, seed: 21);

        Assert.Equal(10_000, decoded + refused);
        Assert.True(decoded > 1000 && refused > 1000, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Ten_thousand_mutated_PNGs()
    {
        byte[][] originals =
        [
            ImageEncoder.Png(Pictures.Gradient(48, 32)),
            new PngWriter(9, 9, 4, 3) { Sample = static (x, y, _) => (x + y) % 16, Interlaced = true }.With("PLTE", new byte[48]).ToArray(),
            new PngWriter(9, 9, 16, 6) { Sample = static (x, y, c) => x * 5003 + y * 1009 + c }.ToArray(),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 5_000, headerLength: 60, seed: 22);
        Assert.Equal(5_000, decoded + refused);

        // With right checksums the damage reaches the decoder.
        (decoded, refused) = Mutate(originals, rounds: 5_000, headerLength: 60, seed: 27, PngWriter.WithRightChecksums);
        Assert.Equal(5_000, decoded + refused);
        Assert.True(decoded > 100 && refused > 500, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Five_thousand_mutated_WebPs()
    {
        byte[] lossless = OtherFormats.WebP(Pictures.Gradient(48, 32), isLossless: true);
        byte[][] originals =
        [
            OtherFormats.WebP(Pictures.Gradient(48, 32), isLossless: false),
            lossless,
            OtherFormats.WithExif(lossless, [.. "II\x2a\0\b\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"u8], 48, 32),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 5_000, headerLength: 40, seed: 23);

        Assert.Equal(5_000, decoded + refused);
        Assert.True(decoded > 500 && refused > 500, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Five_thousand_mutated_BMPs()
    {
        (int decoded, int refused) = Mutate([OtherFormats.Bmp(Pictures.Gradient(31, 20))], rounds: 5_000, headerLength: 54, seed: 24);

        Assert.Equal(5_000, decoded + refused);
        Assert.True(decoded > 500 && refused > 500, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Five_thousand_mutated_GIFs()
    {
        byte[] frame = [.. Enumerable.Range(0, 600).Select(static i => (byte)(i % 128))];
        (int decoded, int refused) = Mutate([OtherFormats.Gif(30, 20, frame), OtherFormats.Gif(30, 20, frame, frame)], rounds: 5_000, headerLength: 420, seed: 25);

        Assert.Equal(5_000, decoded + refused);
        Assert.True(decoded > 500 && refused > 500, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Five_thousand_mutated_TIFFs()
    {
        Image image = Pictures.Gradient(32, 24);
        byte[][] originals =
        [
            OtherFormats.Tiff(image),
            OtherFormats.Tiff(image, static file => file.SetField(TiffTag.COMPRESSION, Compression.LZW)),
            OtherFormats.Tiff(image, static file => file.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE)),
            OtherFormats.Tiff(image, static file => file.SetField(TiffTag.COMPRESSION, Compression.JPEG)),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 5_000, headerLength: 16, seed: 26);

        Assert.Equal(5_000, decoded + refused);
        Assert.True(decoded > 500 && refused > 500, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    private static (int Decoded, int Refused) Mutate(byte[][] originals, int rounds, int headerLength, int seed, Action<byte[]>? finish = null)
    {
        Random random = new(seed);
        int decoded = 0, refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] mutated = originals[round % originals.Length];
            for (int times = 1 + random.Next(3); times > 0; times--)
                mutated = Mutated(mutated, headerLength, random);
            finish?.Invoke(mutated);
            try
            {
                Image image = ImageFile.Decode(mutated).Image;
                Assert.Equal((long)image.Width * image.Height * 3, image.Pixels.LongLength);
                Assert.Equal(new ImageSize(image.Width, image.Height), ImageFile.SizeOf(mutated));
                decoded++;
            }
            catch (ImageFormatException e)
            {
                Assert.NotEmpty(e.Reason);
                refused++;
            }
        }

        return (decoded, refused);
    }

    private static byte[] Mutated(byte[] bytes, int headerLength, Random random)
    {
        if (bytes.Length < 4)
            return bytes;
        byte[] result = [.. bytes];
        int at = random.Next(bytes.Length), length = random.Next(Math.Min(64, bytes.Length - at));
        switch (random.Next(6))
        {
            case 0:
                result[at] ^= (byte)(1 << random.Next(8));
                return result;
            case 1:
                result[random.Next(Math.Min(headerLength, bytes.Length))] = (byte)random.Next(256);
                return result;
            case 2:
                return result[..at];
            case 3:
                byte[] inserted = new byte[length];
                random.NextBytes(inserted);
                return [.. result[..at], .. inserted, .. result[at..]];
            case 4:
                return [.. result[..(at + length)], .. result[at..]];
            default:
                return [.. result[..at], .. result[(at + length)..]];
        }
    }
}
