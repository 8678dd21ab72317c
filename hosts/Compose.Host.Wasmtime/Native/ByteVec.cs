using System.Runtime.InteropServices;
using System.Text;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasm_byte_vec_t</c>, which also is <c>wasm_name_t</c>; likewise vectors of pointers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ByteVec
{
    public nuint Size;
    public byte* Data;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Size));

    public readonly string Text => Encoding.UTF8.GetString(Span).TrimEnd('\0');
}
