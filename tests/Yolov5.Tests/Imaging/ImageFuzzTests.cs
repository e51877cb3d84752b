using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>Random damage ends in a picture or in the project's own exception.</summary>
public sealed class ImageFuzzTests
{
    [Fact]
    public void Ten_thousand_mutated_jpegs()
    {
        byte[][] originals =
        [
            JpegCodec.Encode(Pictures.Gradient(48, 32)),
            JpegCodec.Encode(Pictures.Noise(24, 40, seed: 1), 60, subsampleChroma: false),
            JpegVariants.Rgb(Pictures.Noise(32, 24, seed: 2), JpegVariants.Subsampling420, JpegVariants.Progressive),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 10_000, headerLength: 640, seed: 21);

        Assert.Equal(10_000, decoded + refused);
        Assert.True(decoded > 1000 && refused > 1000, $"{decoded} decoded, {refused} refused: the mutations test only one side");
    }

    [Fact]
    public void Two_thousand_mutated_pngs()
    {
        byte[][] originals =
        [
            PngCodec.Encode(Pictures.Gradient(48, 32)),
            new PngWriter(9, 9, 4, 3) { Sample = static (x, y, _) => (x + y) % 16, Interlaced = true }.With("PLTE", new byte[48]).ToArray(),
        ];
        (int decoded, int refused) = Mutate(originals, rounds: 2_000, headerLength: 60, seed: 22);

        Assert.Equal(2_000, decoded + refused);
    }

    private static (int Decoded, int Refused) Mutate(byte[][] originals, int rounds, int headerLength, int seed)
    {
        Random random = new(seed);
        int decoded = 0, refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] mutated = originals[round % originals.Length];
            for (int times = 1 + random.Next(3); times > 0; times--)
                mutated = Mutated(mutated, headerLength, random);
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
