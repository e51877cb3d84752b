using BitMiracle.LibJpeg.Classic;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>JPEG files of kinds that the product reads but does not write, from an implementation that is not Skia's.</summary>
internal sealed record JpegVariants
{
    public bool IsProgressive { get; init; }

    public int RestartInterval { get; init; }

    /// <summary>Width and height of a luma block's square in chroma blocks: 2 and 2 for 4:2:0.</summary>
    public (int Across, int Down) Sampling { get; init; } = (2, 2);

    public J_COLOR_SPACE Colours { get; init; } = J_COLOR_SPACE.JCS_YCbCr;

    public int Quality { get; init; } = 90;

    public byte[] Encode(Image image) => Encode(image.Pixels, image.Width, image.Height, J_COLOR_SPACE.JCS_RGB, 3);

    /// <summary>Encodes inks, inverted as Adobe's programs write them.</summary>
    public byte[] EncodeInks(byte[] inks, int width, int height) => Encode(inks, width, height, J_COLOR_SPACE.JCS_CMYK, 4);

    /// <summary>Decodes a file and collects what libjpeg says about it.</summary>
    public static List<string> WarningsOfLibJpeg(byte[] jpeg)
    {
        Listener listener = new();
        jpeg_decompress_struct decoder = new(listener);
        using MemoryStream stream = new(jpeg);
        decoder.jpeg_stdio_src(stream);
        decoder.jpeg_read_header(true);
        decoder.jpeg_start_decompress();
        byte[][] row = [new byte[decoder.Output_width * decoder.Output_components]];
        while (decoder.Output_scanline < decoder.Output_height)
            decoder.jpeg_read_scanlines(row, 1);
        decoder.jpeg_finish_decompress();
        return listener.Warnings;
    }

    private byte[] Encode(byte[] values, int width, int height, J_COLOR_SPACE colours, int channels)
    {
        using MemoryStream stream = new();
        jpeg_compress_struct encoder = new(new jpeg_error_mgr()) { Image_width = width, Image_height = height, Input_components = channels, In_color_space = colours };
        encoder.jpeg_set_defaults();
        encoder.jpeg_set_colorspace(Colours);
        encoder.jpeg_set_quality(Quality, true);
        encoder.Component_info[0].H_samp_factor = Sampling.Across;
        encoder.Component_info[0].V_samp_factor = Sampling.Down;
        encoder.Restart_interval = RestartInterval;
        if (IsProgressive)
            encoder.jpeg_simple_progression();
        encoder.jpeg_stdio_dest(stream);
        encoder.jpeg_start_compress(true);
        foreach (byte[] row in values.Chunk(width * channels))
            encoder.jpeg_write_scanlines([row], 1);
        encoder.jpeg_finish_compress();
        return stream.ToArray();
    }

    private sealed class Listener : jpeg_error_mgr
    {
        public List<string> Warnings { get; } = [];

        public override void emit_message(int msg_level)
        {
            if (msg_level < 0)
                Warnings.Add(format_message());
        }
    }
}
