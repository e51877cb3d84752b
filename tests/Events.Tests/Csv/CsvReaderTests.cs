using System.Globalization;
using System.Text;

namespace Events.Tests.Csv;

public sealed class CsvReaderTests
{
    [Fact]
    public void Numbers_of_every_length_are_read_at_every_distance_from_the_end()
    {
        Random random = new(3);
        for (int digits = 1; digits <= 18; digits++)
        {
            long least = (long)Math.Pow(10, digits - 1), most = Math.Min(least * 10 - 1, CdEvent.MostTime);
            for (int rowsAfter = 0; rowsAfter < 4 && least <= most; rowsAfter++)
            {
                CdEvent[] events =
                [
                    .. new[] { digits == 1 ? 0 : least, random.NextInt64(least, most + 1), most }.Select(time => new CdEvent(time, (ushort)(random.Next(10_000) >> random.Next(14)), (ushort)random.Next(100), true)),
                    .. Enumerable.Repeat(new CdEvent(1, 2, 3, false), rowsAfter),
                ];
                string rows = string.Join('\n', events.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.X},{each.Y},{(each.IsOn ? 1 : 0)},{each.Time}")));

                Assert.Equal(events, EventStreams.Read(Encoding.Latin1.GetBytes($"x,y,p,t\n{rows}\n")));
                Assert.Equal(events, EventStreams.Read(Encoding.Latin1.GetBytes($"x,y,p,t\n{rows}")));
            }
        }
    }

    [Fact]
    public void Whatever_follows_the_digits_of_a_number_and_is_no_separator_is_an_error()
    {
        for (int digits = 0; digits < 10; digits++)
        {
            for (int other = 0; other < 256; other++)
            {
                if (char.IsAsciiDigit((char)other) || other is ' ' or '\r' or '\n')
                    continue;
                string text = $"x,y,p,t\n1,2,1,{new string('9', digits)}{(char)other}\n3,3,1,44444444\n";

                string message = Assert.Throws<InvalidInputException>(() => EventStreams.Read(Encoding.Latin1.GetBytes(text))).Message;

                Assert.StartsWith("events, line 2: ", message, StringComparison.Ordinal);
            }
        }
    }
}
