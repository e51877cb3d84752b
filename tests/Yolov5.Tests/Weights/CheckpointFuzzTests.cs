using System.Globalization;
using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

/// <summary>Random damage ends in a result or in the error that names the file; never in another exception or a hang.</summary>
public sealed class CheckpointFuzzTests : IDisposable
{
    private static readonly byte[] Instructions = [.. "(.0NRQt)bcue]}saqhrj"u8, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x8A, 0x8F, 0x93];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Five_thousand_mutations_of_whole_files()
    {
        string own = _folder.File("own.pt");
        CheckpointFile.Write(own, CheckpointFileTests.TrainingState());
        string network = _folder.File("network.pt");
        PickleScript.WriteFile(network, PickleScript.Network(), [new byte[24], new byte[8]]);
        string deflated = _folder.File("deflated.pt");
        PickleScript.WriteFile(deflated, PickleScript.Network(), [new byte[24], new byte[8]], deflated: true);

        int errors = Mutate(File.ReadAllBytes(own), 2000, seed: 1)
            + Mutate(File.ReadAllBytes(network), 2000, seed: 2)
            + Mutate(File.ReadAllBytes(deflated), 1000, seed: 3);

        Assert.InRange(errors, 1000, 4999);
    }

    /// <summary>The checksum stops most damage of a file, so the pickle machine gets its damage behind it.</summary>
    [Fact]
    public void Ten_thousand_mutations_of_the_pickle_alone()
    {
        int errors = Mutate(PickleScript.Network(), 10_000, seed: 4, [new byte[24], new byte[8]]);

        Assert.InRange(errors, 1000, 9999);
    }

    [SharedFact("data/yolov5n.pt")]
    public void Three_hundred_mutations_of_the_official_checkpoint()
    {
        string path = Repository.SharedPath("data/yolov5n.pt");
        using BoundedZip zip = new(File.OpenRead(path));
        byte[] pickle = zip.Read("archive/data.pkl", int.MaxValue)!;
        byte[][] storages = [.. Enumerable.Range(0, zip.Names.Count(name => name.StartsWith("archive/data/", StringComparison.Ordinal)))
            .Select(i => zip.Read(string.Create(CultureInfo.InvariantCulture, $"archive/data/{i}"), int.MaxValue)!)];

        int errors = Mutate(File.ReadAllBytes(path), 100, seed: 5) + Mutate(pickle, 200, seed: 6, storages);

        Assert.InRange(errors, 30, 299);
    }

    /// <param name="storages">Storages beside a pickle; null if the original is a whole file.</param>
    private int Mutate(byte[] original, int count, int seed, byte[][]? storages = null)
    {
        var random = new Random(seed);
        string path = _folder.File("mutant.pt");
        int errors = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] mutant = Mutant(original, random);
            if (storages is null)
                File.WriteAllBytes(path, mutant);
            else
                PickleScript.WriteFile(path, mutant, storages);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Checkpoint checkpoint = Checkpoint.Read(path);
                Assert.NotEmpty(checkpoint.StateDict);
                foreach (StoredTensor tensor in checkpoint.StateDict)
                    Assert.Equal(tensor.ElementCount, tensor.ToSingle().Length);
            }
            catch (CheckpointFormatException error)
            {
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                errors++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 256L << 20);
        }

        return errors;
    }

    private static byte[] Mutant(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int place = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 17), bytes.Count - place);
            switch (random.Next(7))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(place, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(place, length));
                    break;
                case 4:
                    for (int i = 0; i < length; i++)
                        bytes[place + i] = 0xFF;
                    break;
                case 5 when random.Next(4) == 0:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                default:
                    bytes[place] = Instructions[random.Next(Instructions.Length)];
                    break;
            }
        }

        return [.. bytes];
    }
}
