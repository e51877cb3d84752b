using BitMiracle.LibJpeg.Classic;
using Support;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class JpegIntegrityTests
{
    [Fact]
    public void Undamaged_files_of_every_kind_are_whole()
    {
        foreach ((int width, int height) in new[] { (1, 1), (8, 8), (17, 9), (64, 48), (131, 77) })
        {
            Image image = Pictures.Noise(width, height, seed: width);
            foreach (byte[] jpeg in Variants(image).Append(OtherFormats.JpegWithHalfTheColumns(image)).Append(Pictures.Jpeg(image)).Append(Pictures.Jpeg(Pictures.Gradient(width, height))))
                Assert.Equal((ImageDamage.None, null), JpegIntegrity.Check(jpeg));
        }
    }

    [SharedTheory("data/coco64/images")]
    [InlineData("data/coco64/images")]
    [InlineData("data/bccd/images")]
    public void Photographs_are_whole(string folder)
    {
        string[] files = Directory.GetFiles(Repository.SharedPath(folder), "*.jpg", SearchOption.AllDirectories);

        Assert.True(files.Length >= 60);
        Assert.All(files, static file => Assert.Equal((ImageDamage.None, null), JpegIntegrity.Check(File.ReadAllBytes(file))));
    }

    [Fact]
    public void Damage_that_libjpeg_warns_of_is_found()
    {
        // LibJpeg.NET itself misreads some progressive files with restart markers.
        byte[][] originals = [.. Variants(Pictures.Noise(72, 56, seed: 11)).Concat(Variants(Pictures.Gradient(120, 90))).Where(static jpeg => JpegVariants.WarningsOfLibJpeg(jpeg).Count == 0)];
        Random random = new(12);
        int warned = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] jpeg = [.. originals[round % originals.Length]];
            int at = random.Next(jpeg.Length / 2, jpeg.Length - 2), length = round % 2 == 0 ? 1 : random.Next(1, 60);
            random.NextBytes(jpeg.AsSpan(at, Math.Min(length, jpeg.Length - 2 - at)));
            List<string> warnings;
            DecodedImage decoded;
            try
            {
                decoded = ImageFile.Decode(jpeg);
                warnings = JpegVariants.WarningsOfLibJpeg(jpeg);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                continue;
            }

            if (warnings.Count == 0)
                continue;
            warned++;
            Assert.True(decoded.Damage != ImageDamage.None, $"round {round}: libjpeg says {warnings[0]}");
            Assert.False(string.IsNullOrEmpty(decoded.Warning));
        }

        Assert.True(warned > 500, $"only {warned} files had damage that libjpeg sees");
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_damaged()
    {
        foreach (byte[] jpeg in Variants(Pictures.Noise(40, 24, seed: 13)))
        {
            for (int length = 2; length < jpeg.Length; length++)
                Assert.NotEqual(ImageDamage.None, JpegIntegrity.Check(jpeg.AsSpan(0, length)).Damage);
            Assert.Equal(ImageDamage.MissingEndMarker, JpegIntegrity.Check(jpeg.AsSpan(0, jpeg.Length - 2)).Damage);
            Assert.Equal(ImageDamage.MissingEndMarker, JpegIntegrity.Check(jpeg.AsSpan(0, jpeg.Length - 1)).Damage);
        }
    }

    private static IEnumerable<byte[]> Variants(Image image)
    {
        JpegVariants plain = new();
        JpegVariants grey = new() { Colours = J_COLOR_SPACE.JCS_GRAYSCALE, Sampling = (1, 1) };
        foreach (bool isProgressive in new[] { false, true })
        {
            yield return (plain with { IsProgressive = isProgressive }).Encode(image);
            yield return (plain with { IsProgressive = isProgressive, Quality = 40, Sampling = (1, 1) }).Encode(image);
            yield return (plain with { IsProgressive = isProgressive, RestartInterval = 3 }).Encode(image);
            yield return (plain with { IsProgressive = isProgressive, Sampling = (1, 1), RestartInterval = 1 }).Encode(image);
            yield return (grey with { IsProgressive = isProgressive }).Encode(image);
        }
    }
}
