using System.Globalization;
using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
        private static readonly Operator s_equal = Operator.Named("aten::equal");

        private static long s_total;
        private static long s_peak;

        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            long total = Interlocked.Increment(ref s_total);
            if (total > s_peak)
                s_peak = total;
            if (register)
                DisposeScopeManager.OfThread.Created(this);
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => Interlocked.Read(ref s_total);

        public static long PeakCount => Interlocked.Read(ref s_peak);

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal int PlaceInScope { get; set; }

        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        public nint DecoupleFromNativeHandle()
        {
            nint handle = Handle;
            MoveHandle();
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) => s_equal.CallInteger(this, target) != 0;

        public override int GetHashCode() => base.GetHashCode();

        public override string ToString()
        {
            if (IsInvalid)
                return "(disposed)";
            string sizes = string.Join('x', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            return $"[{sizes}], type = {dtype}, device = {device}";
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        internal void DisposeWithScope()
        {
            PlaceInScope = -1;
            Dispose();
        }

        /// <summary>Takes the native tensor away from this object, which is empty from then on.</summary>
        internal nint MoveHandle()
        {
            if (OwningDisposeScope is { } scope)
                scope.Remove(this);
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref s_total);
            return Interlocked.Exchange(ref _handle, 0);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;

            // The finalizer's thread leaves scopes alone: whatever it meets is unreachable together with its scope.
            if (disposing)
            {
                DisposeScopeManager.OfThread.Disposing(this);
                if (PlaceInScope >= 0)
                    OwningDisposeScope?.Remove(this);
                OwningDisposeScope = null;
            }

            Interlocked.Decrement(ref s_total);
            TensorHandle.Free(handle);
        }
    }
}
