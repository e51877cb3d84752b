using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>Machine code between libtorch and the managed allocator, for two things that managed code cannot do.</summary>
/// <remarks>
/// A failed allocation must throw a C++ exception, which may not pass a managed frame: the code calls the managed
/// function and, when that returns a size instead of 0, jumps to the default allocator with it. And frees arrive from
/// static destructors while the process ends: after <see cref="Close"/> nothing enters managed code any more, freed
/// blocks are left to the system, and allocations go to the default allocator.
/// </remarks>
internal sealed unsafe class AllocatorStubs
{
    private const int CodePage = 4096;
    private const int FreeOffset = 0x40;
    private const int RawDeleterOffset = 0x50;

    private readonly Targets* _targets;

    /// <summary>Writes the code.</summary>
    /// <param name="allocate">Managed <c>nuint (DataPtr* result, nuint bytes)</c>: 0, or the size to ask the default allocator for.</param>
    /// <param name="free">Managed <c>void (void* block)</c>.</param>
    /// <param name="defaultAllocator">The default allocator.</param>
    /// <param name="defaultAllocate">Its <c>allocate</c>.</param>
    /// <exception cref="EngineException">The system refuses memory, or to make it executable.</exception>
    public AllocatorStubs(nint allocate, nint free, nint defaultAllocator, nint defaultAllocate)
    {
        nint memory = SystemPages.MapCode(Code, CodePage + sizeof(Targets));
        _targets = (Targets*)(memory + CodePage);
        *_targets = new Targets { Allocate = allocate, Free = free, DefaultAllocator = defaultAllocator, DefaultAllocate = defaultAllocate };
        Allocate = memory;
        Free = memory + FreeOffset;
        RawDeleter = memory + RawDeleterOffset;
    }

    /// <summary><c>DataPtr Allocator::allocate(size_t)</c>: hidden result in rdi, the allocator in rsi, bytes in rdx.</summary>
    public nint Allocate { get; }

    /// <summary><c>void free(void*)</c>.</summary>
    public nint Free { get; }

    /// <summary><c>DeleterFnPtr Allocator::raw_deleter()</c>.</summary>
    public nint RawDeleter { get; }

    // x86-64, System V. The targets stand in the page behind the code.
    private static ReadOnlySpan<byte> Code =>
    [
        // allocate:
        0x80, 0x3D, 0x19, 0x10, 0x00, 0x00, 0x00, // cmp byte [Closed], 0
        0x75, 0x21,                               // jne closed
        0x57,                                     // push rdi
        0x52,                                     // push rdx
        0x48, 0x83, 0xEC, 0x08,                   // sub rsp, 8
        0x48, 0x89, 0xD6,                         // mov rsi, rdx
        0xFF, 0x15, 0xE8, 0x0F, 0x00, 0x00,       // call [Allocate]
        0x48, 0x83, 0xC4, 0x08,                   // add rsp, 8
        0x5A,                                     // pop rdx
        0x5F,                                     // pop rdi
        0x48, 0x85, 0xC0,                         // test rax, rax
        0x75, 0x04,                               // jne refused
        0x48, 0x89, 0xF8,                         // mov rax, rdi
        0xC3,                                     // ret
        // refused:
        0x48, 0x89, 0xC2,                         // mov rdx, rax
        // closed:
        0x48, 0x8B, 0x35, 0xDF, 0x0F, 0x00, 0x00, // mov rsi, [DefaultAllocator]
        0xFF, 0x25, 0xE1, 0x0F, 0x00, 0x00,       // jmp [DefaultAllocate]
        0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC,
        // free:
        0x80, 0x3D, 0xD9, 0x0F, 0x00, 0x00, 0x00, // cmp byte [Closed], 0
        0x75, 0x06,                               // jne left
        0xFF, 0x25, 0xB9, 0x0F, 0x00, 0x00,       // jmp [Free]
        // left:
        0xC3,                                     // ret
        // raw_deleter:
        0x48, 0x8D, 0x05, 0xE9, 0xFF, 0xFF, 0xFF, // lea rax, [free]
        0xC3,                                     // ret
    ];

    /// <summary>Ends all calls into managed code.</summary>
    public void Close() => Volatile.Write(ref _targets->Closed, 1);

    [StructLayout(LayoutKind.Sequential)]
    private struct Targets
    {
        public nint Allocate;
        public nint Free;
        public nint DefaultAllocator;
        public nint DefaultAllocate;
        public byte Closed;
    }
}
