using LibTorch.Loading;

namespace LibTorch.Tests.Loading;

public class OldLibstdcxxTests
{
    private static readonly string Library = LibraryFolders.Find("libLibTorchSharp.so")!;

    [Fact]
    public void Only_two_places_of_the_file_are_changed()
    {
        byte[] original = File.ReadAllBytes(Library);
        byte[] patched = OldLibstdcxx.Patched(original);
        Assert.Equal(original.Length, patched.Length);
        int changed = original.Zip(patched).Count(pair => pair.First != pair.Second);
        Assert.InRange(changed, 2, 2 + 4);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        Assert.Throws<EngineException>(() => OldLibstdcxx.Patched("no ELF file, but long enough to be taken for one by its length alone"u8));
        Assert.Throws<EngineException>(() => OldLibstdcxx.Patched([]));
    }

    [Fact]
    public void A_cut_or_damaged_file_ends_in_an_error()
    {
        byte[] original = File.ReadAllBytes(Library);
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = original[..random.Next(original.Length)];
            for (int k = 0; k < 4 && damaged.Length > 64; k++)
                damaged[random.Next(64)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(damaged.Length, OldLibstdcxx.Patched(damaged).Length);
            }
            catch (EngineException)
            {
                // Only an error that names the missing part may be thrown.
            }
        }
    }

    [Fact]
    public void A_copy_is_kept_and_repaired()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            byte[] content = [1, 2, 3];
            string path = OldLibstdcxx.Copy(content, folder);
            Assert.Equal(path, OldLibstdcxx.Copy(content, folder));
            File.WriteAllBytes(path, [9]);
            Assert.Equal(path, OldLibstdcxx.Copy(content, folder));
            Assert.Equal(content, File.ReadAllBytes(path));
            Assert.Single(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
