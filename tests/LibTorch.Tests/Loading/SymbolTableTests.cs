using System.Runtime.InteropServices;
using LibTorch.Loading;
using Support;

namespace LibTorch.Tests.Loading;

public class SymbolTableTests
{
    private const string First = "_ZN2at13globalContextEv";
    private const string Second = "_ZN2at7Context20setUserEnabledMkldnnEb";

    private static string Library
    {
        get
        {
            Engine.Start();
            return Path.Combine(Engine.Folder, "libtorch_cpu.so");
        }
    }

    [Fact]
    public void Exported_functions_have_the_distance_that_the_loader_gives_them()
    {
        nint library = NativeLibrary.Load(Library);
        long[] values = SymbolTable.Values(Library, First, Second);
        Assert.Equal(NativeLibrary.GetExport(library, Second) - NativeLibrary.GetExport(library, First), values[1] - values[0]);
        Assert.NotEqual(0, values[0]);
    }

    [Fact]
    public void A_name_that_is_part_of_others_or_absent_has_no_value() =>
        Assert.Equal([0, 0], SymbolTable.Values(Library, "globalContext", "no such symbol"));

    [Fact]
    public void Files_that_are_damaged_or_not_ELF_have_no_symbols()
    {
        using TemporaryFolder folder = new();
        byte[] start = new byte[4096];
        using (FileStream library = File.OpenRead(Library))
            library.ReadExactly(start);
        Random random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = start[..random.Next(start.Length)];
            for (int change = random.Next(4); change > 0 && bytes.Length > 64; change--)
                bytes[random.Next(64)] = (byte)random.Next(256);
            File.WriteAllBytes(folder.File("file"), bytes);
            Assert.Equal([0], SymbolTable.Values(folder.File("file"), First));
        }
    }
}
