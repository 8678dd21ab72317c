using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Compose.Engine;
using Compose.Runtime.Abi;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Fusion;

/// <summary>Text from one side's memory and encoding to the other's.</summary>
internal sealed partial class AdapterEdge
{
    private void CopyToCallee(ulong source, ulong bytes, ulong target) => Copy(_lower, source, bytes, _lift, target);

    private void CopyToCaller(ulong source, ulong bytes, ulong target) => Copy(_lift, source, bytes, _lower, target);

    private ulong MeasureToCallee(ulong source, ulong length) => Measure(_lower, source, length, _lift);

    private ulong MeasureToCaller(ulong source, ulong length) => Measure(_lift, source, length, _lower);

    private ulong TranscodeToCallee(ulong source, ulong length, ulong target, ulong bytes) =>
        Transcode(_lower, source, length, _lift, target, bytes);

    private ulong TranscodeToCaller(ulong source, ulong length, ulong target, ulong bytes) =>
        Transcode(_lift, source, length, _lower, target, bytes);

    // Equal encodings: the adapter has checked lengths, alignment and both ranges. Text that turns out to be wrong is
    // copied in part, into memory that nobody enters any more.
    private static unsafe void Copy(CanonicalOptions from, ulong source, ulong bytes, CanonicalOptions to, ulong target)
    {
        if (from.Encoding == StringEncoding.Utf8)
        {
            if (!Utf8Copy.TryCopy(from.Memory!.Base + source, to.Memory!.Base + target, (int)bytes))
            {
                Traps.InvalidUtf8();
            }

            return;
        }

        ReadOnlySpan<byte> text = from.Memory!.Slice(source, (int)bytes);
        if (!StringTranscoder.IsValidUtf16(MemoryMarshal.Cast<byte, char>(text)))
        {
            Traps.InvalidUtf16();
        }

        text.CopyTo(to.Memory!.Slice(target, (int)bytes));
    }

    private static ReadOnlySpan<byte> Source(CanonicalOptions from, ulong source, ulong tagged, out StringEncoding simple)
    {
        ulong length = tagged;
        simple = from.Encoding;
        if (simple == StringEncoding.Latin1OrUtf16)
        {
            ulong tag = from.Is64 ? 1ul << 63 : 1ul << 31;
            if ((tagged & tag) != 0)
            {
                length = tagged & ~tag;
                simple = StringEncoding.Utf16;
            }
        }

        int shift = simple == StringEncoding.Utf16 ? 1 : 0;
        if (length > CanonicalOptions.MaxByteLength >> shift)
        {
            Traps.TooLong();
        }

        if (from.Encoding != StringEncoding.Utf8 && (source & 1) != 0)
        {
            Traps.UnalignedPointer();
        }

        ulong size = from.Memory!.ByteLength;
        if (source > size || size - source < length << shift)
        {
            Traps.StringOutOfBounds();
        }

        return from.Memory.Slice(source, (int)length << shift);
    }

    // Counts exactly, so that one realloc is enough. The canonical ABI guesses and grows; which sizes a realloc is asked
    // for is not observable in values.
    private static ulong Measure(CanonicalOptions from, ulong source, ulong tagged, CanonicalOptions to)
    {
        ReadOnlySpan<byte> text = Source(from, source, tagged, out StringEncoding simple);
        switch (simple)
        {
            case StringEncoding.Utf8:
                if (!Utf8.IsValid(text))
                {
                    Traps.InvalidUtf8();
                }

                int characters = Encoding.UTF8.GetCharCount(text);
                return to.Encoding == StringEncoding.Latin1OrUtf16 && IsLatin1Utf8(text)
                    ? (ulong)characters
                    : (ulong)characters * 2;
            case StringEncoding.Utf16:
                ReadOnlySpan<char> wide = MemoryMarshal.Cast<byte, char>(text);
                if (!StringTranscoder.IsValidUtf16(wide))
                {
                    Traps.InvalidUtf16();
                }

                return to.Encoding switch
                {
                    StringEncoding.Utf8 => (ulong)Encoding.UTF8.GetByteCount(wide),
                    StringEncoding.Latin1OrUtf16 when IsLatin1(wide) => (ulong)wide.Length,
                    _ => (ulong)text.Length,
                };
            default:
                return to.Encoding switch
                {
                    StringEncoding.Utf8 => (ulong)(text.Length + CountHigh(text)),
                    StringEncoding.Utf16 => (ulong)text.Length * 2,
                    _ => (ulong)text.Length,
                };
        }
    }

    // Realloc ran since the string was measured and may have changed it: what no longer fits is a trap, and nothing is
    // written that is not valid.
    private static ulong Transcode(CanonicalOptions from, ulong source, ulong tagged, CanonicalOptions to, ulong target, ulong bytes)
    {
        if (Measure(from, source, tagged, to) != bytes)
        {
            Traps.Throw("a string changed while it was passed");
        }

        ReadOnlySpan<byte> text = Source(from, source, tagged, out StringEncoding simple);
        Span<byte> into = to.Memory!.Slice(target, (int)bytes);
        ulong tag = to.Encoding != StringEncoding.Latin1OrUtf16 ? 0 : to.Is64 ? 1ul << 63 : 1ul << 31;
        switch (simple)
        {
            case StringEncoding.Utf8:
                if (to.Encoding == StringEncoding.Latin1OrUtf16 && IsLatin1Utf8(text))
                {
                    Narrow(text, into);
                    return bytes;
                }

                _ = Utf8.ToUtf16(text, MemoryMarshal.Cast<byte, char>(into), out int _, out int _);
                return (bytes / 2) | tag;
            case StringEncoding.Utf16:
                ReadOnlySpan<char> wide = MemoryMarshal.Cast<byte, char>(text);
                if (to.Encoding == StringEncoding.Utf8)
                {
                    _ = Utf8.FromUtf16(wide, into, out int _, out int _);
                    return bytes;
                }

                if (to.Encoding == StringEncoding.Latin1OrUtf16 && IsLatin1(wide))
                {
                    Encoding.Latin1.GetBytes(wide, into);
                    return bytes;
                }

                text.CopyTo(into);
                return (bytes / 2) | tag;
            default:
                return Widen(text, to.Encoding, into);
        }
    }

    private static ulong Widen(ReadOnlySpan<byte> latin1, StringEncoding encoding, Span<byte> into)
    {
        switch (encoding)
        {
            case StringEncoding.Utf16:
                Encoding.Latin1.GetChars(latin1, MemoryMarshal.Cast<byte, char>(into));
                return (ulong)latin1.Length;
            case StringEncoding.Utf8:
                int at = 0;
                foreach (byte value in latin1)
                {
                    if (value < 0x80)
                    {
                        into[at++] = value;
                    }
                    else
                    {
                        into[at++] = (byte)(0xc0 | (value >> 6));
                        into[at++] = (byte)(0x80 | (value & 0x3f));
                    }
                }

                return (ulong)at;
            default:
                latin1.CopyTo(into);
                return (ulong)latin1.Length;
        }
    }

    // Characters up to U+00FF take one byte, or two that begin with C2 or C3.
    private static bool IsLatin1Utf8(ReadOnlySpan<byte> text) => !text.ContainsAnyInRange((byte)0xc4, (byte)0xff);

    private static void Narrow(ReadOnlySpan<byte> utf8, Span<byte> into)
    {
        int at = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            byte value = utf8[i];
            into[at++] = value < 0x80 ? value : (byte)((value << 6) | (utf8[++i] & 0x3f));
        }
    }

    private static bool IsLatin1(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('\0', '\u00ff');

    private static int CountHigh(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte value in text)
        {
            count += value >> 7;
        }

        return count;
    }
}
