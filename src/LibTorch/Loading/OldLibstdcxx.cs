using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LibTorch.Loading;

/// <summary>
/// Loads TorchSharp's library on systems whose libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).
/// </summary>
/// <remarks>
/// The library asks for version GLIBCXX_3.4.32 because of one function, which initialises the standard streams and which older
/// versions do not need. A copy of the file is loaded in which that version is optional and that function is another one, which the
/// library itself exports and which does nothing.
/// </remarks>
internal static class OldLibstdcxx
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Missing = "_ZSt21ios_base_library_initv";
    private const string Harmless = "THSAutograd_isGradEnabled";

    /// <summary>Loads the library itself or, if libstdc++ is too old for it, a changed copy.</summary>
    /// <exception cref="DllNotFoundException">Neither can be loaded.</exception>
    public static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException failed) when (failed.Message.Contains(Version, StringComparison.Ordinal))
        {
            return NativeLibrary.Load(Copy(Patched(File.ReadAllBytes(path))));
        }
    }

    /// <summary>Content of the changed copy.</summary>
    /// <param name="library">An ELF file for 64-bit little-endian machines.</param>
    /// <exception cref="EngineException">The file is of another kind or does not have the parts that are changed.</exception>
    public static byte[] Patched(ReadOnlySpan<byte> library)
    {
        ElfFile elf = new(library.ToArray());
        elf.MakeVersionOptional(Version);
        elf.RenameUndefinedSymbol(Missing, Harmless);
        return elf.Content;
    }

    /// <summary>Path of a file with that content, which is kept from one run to the next.</summary>
    /// <param name="content">Content of the file; its name is made of its hash, and a file that is there already is checked.</param>
    /// <param name="folder">Folder to copy to; null for the user's cache folder, or the folder of temporary files if that cannot be written.</param>
    public static string Copy(byte[] content, string? folder = null)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        string name = $"libLibTorchSharp-{hash[..16]}.so";
        foreach (string place in folder is null ? CacheFolders() : [folder])
        {
            string path = Path.Combine(place, name);
            try
            {
                if (File.Exists(path) && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(Convert.FromHexString(hash)))
                    return path;
                AtomicFile.Write(path, stream => stream.Write(content), createFolder: true);
                return path;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidInputException)
            {
                continue;
            }
        }

        throw new EngineException($"A copy of TorchSharp's library for this system's old libstdc++ can be written to none of the folders {string.Join(", ", folder is null ? CacheFolders() : [folder])}.");
    }

    private static string[] CacheFolders() =>
    [
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "libtorchsharp"),
        Path.Combine(Path.GetTempPath(), $"libtorchsharp-{Environment.UserName}"),
    ];

    /// <summary>The parts of an ELF file (System V ABI, chapters 4 and 5; symbol versions as in the LSB) that are changed here.</summary>
    private sealed class ElfFile
    {
        private const uint DynamicSymbols = 11;
        private const uint NeededVersions = 0x6ffffffe;
        private const int SectionSize = 64;
        private const int SymbolSize = 24;
        private const ushort Weak = 2;

        public ElfFile(byte[] content)
        {
            Content = content;
            if (content.Length < 64 || !content.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
                throw Unexpected("it is no 64-bit little-endian ELF file");
        }

        public byte[] Content { get; }

        public void MakeVersionOptional(string version)
        {
            Section needed = Find(NeededVersions);
            Section names = At(needed.Link);
            for (int file = needed.Offset; ;)
            {
                int count = Read16(file + 2);
                int entry = Checked(file + (long)Read32(file + 8));
                for (int i = 0; i < count; i++)
                {
                    if (NameIs(names, Read32(entry + 8), version))
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(Slice(entry + 4, 2), (ushort)(Read16(entry + 4) | Weak));
                        return;
                    }

                    entry = Checked(entry + (long)Read32(entry + 12));
                }

                int next = (int)Read32(file + 12);
                if (next <= 0)
                    throw Unexpected($"it does not ask for version {version}");
                file = Checked(file + (long)next);
            }
        }

        public void RenameUndefinedSymbol(string from, string to)
        {
            Section symbols = Find(DynamicSymbols);
            Section names = At(symbols.Link);
            int replacement = -1;
            int renamed = -1;
            for (int symbol = symbols.Offset; symbol + SymbolSize <= symbols.Offset + symbols.Size; symbol += SymbolSize)
            {
                uint name = Read32(symbol);
                bool defined = Read16(symbol + 6) != 0;
                if (defined && NameIs(names, name, to))
                    replacement = (int)name;
                else if (!defined && NameIs(names, name, from))
                    renamed = symbol;
            }

            if (renamed < 0 || replacement < 0)
                throw Unexpected($"it does not import {from} or does not export {to}");
            BinaryPrimitives.WriteUInt32LittleEndian(Slice(renamed, 4), (uint)replacement);
        }

        private Section Find(uint type)
        {
            int count = Read16(0x3C);
            for (int i = 0; i < count; i++)
            {
                Section section = At(i);
                if (section.Type == type)
                    return section;
            }

            throw Unexpected($"it has no section of type {type:x}");
        }

        private Section At(int index)
        {
            int header = Checked((long)BinaryPrimitives.ReadUInt64LittleEndian(Slice(0x28, 8)) + ((long)index * SectionSize));
            return new Section(
                Read32(header + 4),
                Checked((long)BinaryPrimitives.ReadUInt64LittleEndian(Slice(header + 24, 8))),
                Checked((long)BinaryPrimitives.ReadUInt64LittleEndian(Slice(header + 32, 8))),
                (int)Read32(header + 40));
        }

        private bool NameIs(Section names, uint offset, string expected)
        {
            int begin = Checked(names.Offset + (long)offset);
            if (begin + expected.Length >= Content.Length || Content[begin + expected.Length] != 0)
                return false;
            for (int i = 0; i < expected.Length; i++)
            {
                if (Content[begin + i] != expected[i])
                    return false;
            }

            return true;
        }

        private ushort Read16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2));

        private uint Read32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4));

        private Span<byte> Slice(int offset, int length) =>
            offset >= 0 && offset <= Content.Length - length ? Content.AsSpan(offset, length) : throw Unexpected("it is cut off");

        private int Checked(long offset) => offset >= 0 && offset <= Content.Length ? (int)offset : throw Unexpected("it is cut off");

        private static EngineException Unexpected(string why) =>
            new($"TorchSharp's library needs a newer libstdc++ than this system has and cannot be adapted to it: {why}.");

        private readonly record struct Section(uint Type, int Offset, int Size, int Link);
    }
}
