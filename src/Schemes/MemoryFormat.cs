namespace Schemes;

/// <summary>Order of the elements of an [N, C, H, W] tensor in memory; the numbers are libtorch's.</summary>
public enum MemoryFormat
{
    /// <summary>Row-major, as the shape is written: NCHW.</summary>
    Contiguous = 0,

    /// <summary>Channels innermost: NHWC. The shape stays [N, C, H, W].</summary>
    ChannelsLast = 2,
}
