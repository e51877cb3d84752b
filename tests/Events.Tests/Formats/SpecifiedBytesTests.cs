using System.Buffers.Binary;
using System.Text;

namespace Events.Tests.Formats;

/// <summary>Files put together by hand from the published layouts, so that readers are not held by their writers alone.</summary>
public sealed class SpecifiedBytesTests
{
    [Fact]
    public void Evt2_words_are_decoded()
    {
        // Time high 2 (128 us); off at 128 + 5, (3, 4); a trigger; on at 128 + 63, (639, 479).
        byte[] file = [.. Text("% evt 2.0\n% geometry 640x480\n"), .. Words(0x8000_0002u, 5u << 22 | 3 << 11 | 4, 0xA000_0001u, 1u << 28 | 63u << 22 | 639 << 11 | 479)];

        Assert.Equal([new CdEvent(133, 3, 4, false), new CdEvent(191, 639, 479, true)], EventStreams.Read(file));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(";endianness=little", false)]
    [InlineData(";endianness=legacy", true)]
    public void Evt21_words_are_decoded_in_both_orders(string order, bool isLegacy)
    {
        ulong[] words = [0x8000_0001_0000_0000, 1ul << 60 | 7ul << 54 | 64ul << 43 | 9ul << 32 | 0x8000_0003];
        byte[] file = [.. Text($"% format EVT21;height=720;width=1280{order}\n% end\n"), .. words.SelectMany(word => Bytes(isLegacy ? word << 32 | word >> 32 : word))];

        Assert.Equal([new CdEvent(71, 64, 9, true), new CdEvent(71, 65, 9, true), new CdEvent(71, 95, 9, true)], EventStreams.Read(file));
    }

    [Fact]
    public void Evt3_words_are_decoded()
    {
        byte[] file =
        [
            .. Text("% camera_integrator_name Prophesee\n% evt 3.0\n% format EVT3;height=720;width=1280\n% geometry 1280x720\n% end\n"),
            // Before the first time: nothing can be said of these two.
            .. Halves(0x0005, 0x2006),
            .. Halves(0x8001, 0x6002, 0x0010, 0x2803),
            // A vector of 12 from column 100 on, then one of 8 behind it.
            .. Halves(0x3064, 0x4801, 0x5081),
            .. Halves(0x6003, 0x2004, 0xE000, 0xA101, 0x7000, 0xF000),
            // The clock of 24 bits runs round.
            .. Halves(0x8FFF, 0x6000, 0x2001, 0x8000, 0x6001, 0x2002),
        ];

        using EventReader reader = EventFile.Open(new MemoryStream(file), "evt3");
        CdEvent[] events = new CdEvent[100];
        int count = reader.Read(events);

        Assert.Equal(
            [
                new CdEvent(4098, 3, 16, true),
                new CdEvent(4098, 100, 16, false), new CdEvent(4098, 111, 16, false), new CdEvent(4098, 112, 16, false), new CdEvent(4098, 119, 16, false),
                new CdEvent(4099, 4, 16, false),
                new CdEvent(0xFFF000, 1, 16, false), new CdEvent(0x1000001, 2, 16, false),
            ],
            events[..count]);
        Assert.Equal(1, reader.Skipped);
    }

    [Fact]
    public void Dat_records_are_decoded()
    {
        byte[] file = [.. Text("% Data file containing CD events\n% Date 2020-09-14 14:18:29\n% Version 2\n% Width 640\n% Height 480\n"), 0x0C, 8, .. Words(1000, 1u << 28 | 479 << 14 | 639), .. Words(uint.MaxValue, 1)];

        Assert.Equal([new CdEvent(1000, 639, 479, true), new CdEvent(uint.MaxValue, 1, 0, false)], EventStreams.Read(file));
    }

    [Theory]
    [InlineData("x,y,p,t\n1,2,1,3\n4,5,0,6\n")]
    [InlineData("1,2,1,3\n4,5,0,6")]
    [InlineData("1, 2, 1, 3\r\n4, 5, -1, 6\r\n")]
    [InlineData("# a comment\n%geometry:640,480\nt,x,y,polarity\n3,1,2,1\n\n# another\n6,4,5,0\n")]
    [InlineData("timestamp,X,Y,Pol\n3,1,2,1\n6,4,5,0\n")]
    public void Csv_rows_are_read(string text)
    {
        Assert.Equal([new CdEvent(3, 1, 2, true), new CdEvent(6, 4, 5, false)], EventStreams.Read(Text(text)));
    }

    [Fact]
    public void Columns_of_a_csv_without_names_can_be_given()
    {
        Assert.Equal([new CdEvent(3, 1, 2, true)], EventStreams.Read(Text("3,1,2,1\n"), new EventReadOptions { CsvColumns = "t,x,y,p" }));
    }

    [Theory]
    [InlineData("x,y,p,t\n1,2,1,3\n1,2,1,3.5\n", "line 3: '.5' cannot be read")]
    [InlineData("x,y,p,t\n1,2,2,3\n", "line 2: p is '2'; 0, 1 or -1 is expected")]
    [InlineData("x,y,p,t\n1,-2,1,3\n", "line 2: y is '-2'; a whole number from 0 to 16383")]
    [InlineData("%geometry:640,480\nx,y,p,t\n640,2,1,3\n", "line 3: x is '640'; a whole number from 0 to 639")]
    [InlineData("x,y,p,t\n1,2,1,1234567890123456789\n", "line 2: t is '1234567890123456789'; a whole number of microseconds")]
    [InlineData("x,y,p,t\n1,2,1\n", "line 2: the line ends too early")]
    [InlineData("x,y,p\n1,2,1\n", "line 1: the columns are 'x,y,p'; expected are x, y, t")]
    [InlineData("%geometry:0,480\n", "line 1: the line is '%geometry:0,480'")]
    [InlineData("% evt 4.0\n", "'% evt 4.0' cannot be read; known are EVT2, EVT21 and EVT3")]
    [InlineData("% date today\n", "the header does not name the encoding")]
    [InlineData("% evt 3.0\n% format EVT2\n", "'% evt 3.0' and '% format EVT2'; one encoding is expected")]
    [InlineData("% evt 2.0\n% geometry 0x5\n", "the size of the sensor is '0x5'")]
    [InlineData("% format EVT3;width=10;height=10;endianness=big\n", "endianness=big' cannot be read; little or legacy")]
    [InlineData("% Data file containing CD events\n% Version 1\n", "'% Version 1'; version 2")]
    [InlineData("% Data file containing CD events\n% Version 2\n\u0001\u0008", "events of the type 1 with 8 bytes")]
    [InlineData("\u0001\u0002", "is no file of events")]
    [InlineData("x", "has 1 bytes and no events")]
    public void Errors_name_file_place_value_and_what_is_allowed(string text, string expected)
    {
        string message = Assert.Throws<InvalidInputException>(() => EventStreams.Read(Text(text))).Message;

        Assert.StartsWith("events", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("% evt 2.0\n% geometry 10x10\n% end\n", 0x1000_0000u | 10 << 11, "byte 33: x is 10; allowed is 0 to 9")]
    [InlineData("% evt 2.0\n% geometry 10x10\n% end\n", 0x1000_000Au, "byte 33: y is 10; allowed is 0 to 9")]
    [InlineData("% evt 2.0\n% geometry 10x10\n% end\n", 0x2000_0000u, "byte 33: the word 0x20000000 has the type 2")]
    [InlineData("% evt 3.0\n% geometry 10x10\n% end\n", 0x0000_1000u, "byte 33: the word 0x1000 has the type 1")]
    public void Errors_in_words_name_the_byte(string header, uint word, string expected)
    {
        byte[] file = [.. Text(header), .. Words(word)];

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => EventStreams.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_contradicts_the_file_is_refused_and_one_that_the_file_lacks_is_taken()
    {
        byte[] file = [.. Text("% evt 2.0\n% geometry 640x480\n"), .. Words(0x8000_0002u)];
        byte[] unsized = [.. Text("% evt 2.0\n"), .. Words(0x8000_0002u, 700 << 11)];
        EventReadOptions given = new() { Size = new SensorSize(1280, 720) };

        Assert.Contains("from a sensor of 640x480, and 1280x720 was given", Assert.Throws<InvalidInputException>(() => EventStreams.Read(file, given)).Message, StringComparison.Ordinal);
        Assert.Equal([new CdEvent(128, 700, 0, false)], EventStreams.Read(unsized, given));
        Assert.Throws<InvalidInputException>(() => EventStreams.Read(unsized, new EventReadOptions { Size = new SensorSize(640, 480) }));
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static IEnumerable<byte> Words(params uint[] words) => words.SelectMany(static word =>
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
        return bytes;
    });

    private static IEnumerable<byte> Halves(params ushort[] words) => words.SelectMany(static word => new[] { (byte)word, (byte)(word >> 8) });

    private static byte[] Bytes(ulong word)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return bytes;
    }
}
