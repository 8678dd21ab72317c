using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace Compose.Runtime.Abi;

/// <summary>
/// Copies UTF-8 and validates it on the way, 64 bytes at a time. Text of one-byte and two-byte characters is judged by
/// three masks; anything else by table look-ups on the halves of each byte and the byte before it (Keiser and Lemire,
/// "Validating UTF-8 in less than one instruction per byte", 2021). The base library's validator is fast for ASCII only.
/// </summary>
internal static unsafe class Utf8Copy
{
    private const int Chunk = 64;

    // What can be wrong with a pair of bytes; a pair is wrong if all three tables agree on a bit.
    private const byte TooShort = 1 << 0;
    private const byte TooLong = 1 << 1;
    private const byte Overlong3 = 1 << 2;
    private const byte TooLarge = 1 << 3;
    private const byte Surrogate = 1 << 4;
    private const byte Overlong2 = 1 << 5;
    private const byte TooLarge1000 = 1 << 6;
    private const byte Overlong4 = 1 << 6;
    private const byte TwoContinuations = 1 << 7;
    private const byte Carry = TooShort | TooLong | TwoContinuations;
    private const byte Large = Carry | TooLarge | TooLarge1000;

    private static Vector128<byte> FirstHigh => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2,
        TooShort,
        TooShort | Overlong3 | Surrogate,
        TooShort | TooLarge | TooLarge1000 | Overlong4);

    private static Vector128<byte> FirstLow => Vector128.Create(
        Carry | Overlong3 | Overlong2 | Overlong4,
        Carry | Overlong2,
        Carry, Carry,
        Carry | TooLarge,
        Large, Large, Large, Large, Large, Large, Large, Large,
        Large | Surrogate,
        Large, Large);

    private static Vector128<byte> SecondHigh => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000 | Overlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);

    /// <summary>Copies the text; false if it is not UTF-8, and then what was written is not defined.</summary>
    public static bool TryCopy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int length = source.Length;
        if (target.Length < length)
        {
            throw new ArgumentException("the target is too short", nameof(target));
        }

        if (Avx2.IsSupported && length >= 32)
        {
            fixed (byte* from = source, to = target)
            {
                return Copy(from, to, length);
            }
        }

        if (length >= 16 && length <= 32)
        {
            Vector128<byte> front = Vector128.Create(source);
            Vector128<byte> back = Vector128.Create(source[(length - 16)..]);
            if ((front | back).ExtractMostSignificantBits() == 0)
            {
                front.CopyTo(target);
                back.CopyTo(target[(length - 16)..]);
                return true;
            }
        }

        if (!Utf8.IsValid(source))
        {
            return false;
        }

        source.CopyTo(target);
        return true;
    }

    // Compiled once and for all: a first version without optimisation would be slower than the library's validator.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Copy(byte* from, byte* to, int length)
    {
        // A chunk at the edge is judged from a copy with zeros where the text has no bytes.
        byte* edge = stackalloc byte[32 + Chunk];
        ulong carry = 0;
        bool simple = true;
        int at = 0;
        for (; at + Chunk <= length; at += Chunk)
        {
            Vector256<byte> low = Vector256.Load(from + at);
            Vector256<byte> high = Vector256.Load(from + at + 32);
            Vector256.Store(low, to + at);
            Vector256.Store(high, to + at + 32);
            if (simple && IsSimple(low, high, ref carry))
            {
                continue;
            }

            byte* place = from + at;
            if (at == 0)
            {
                Vector256.Store(Vector256<byte>.Zero, edge);
                Vector256.Store(low, edge + 32);
                Vector256.Store(high, edge + 64);
                place = edge + 32;
            }

            if (!IsValid(place))
            {
                return false;
            }

            // The masks know of no sequence that goes on from before, so a lead byte near the end puts them off.
            simple = from[at + Chunk - 1] < 0xc0 && from[at + Chunk - 2] < 0xc0 && from[at + Chunk - 3] < 0xc0;
            carry = 0;
        }

        int rest = length - at;
        Vector256.Store(Vector256<byte>.Zero, edge);
        Vector256.Store(Vector256<byte>.Zero, edge + 32);
        Vector256.Store(Vector256<byte>.Zero, edge + 64);
        int before = Math.Min(3, at);
        Unsafe.CopyBlockUnaligned(edge + 32 - before, from + at - before, (uint)(rest + before));
        Unsafe.CopyBlockUnaligned(to + at, edge + 32, (uint)rest);

        // The zeros behind the text also tell a sequence that its end cuts off.
        return (simple && IsSimple(Vector256.Load(edge + 32), Vector256.Load(edge + 64), ref carry)) || IsValid(edge + 32);
    }

    /// <summary>
    /// Whether 64 bytes hold only characters of one and two bytes, all in order. <paramref name="carry"/> is 1 where a
    /// lead byte stands just before them, and becomes that for the next; it keeps its value where the answer is no.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSimple(Vector256<byte> low, Vector256<byte> high, ref ulong carry)
    {
        ulong plain = Mask(low, high);
        if ((plain | carry) == 0)
        {
            return true;
        }

        // Continuations are 80..BF: as signed bytes the lowest. Leads of two bytes are C2..DF.
        Vector256<sbyte> limit = Vector256.Create((sbyte)-65);
        ulong continuations = plain & ~Mask(
            Vector256.GreaterThan(low.AsSByte(), limit).AsByte(), Vector256.GreaterThan(high.AsSByte(), limit).AsByte());
        Vector256<byte> first = Vector256.Create((byte)0xc2);
        Vector256<byte> span = Vector256.Create((byte)0x1d);
        Vector256<byte> lowLead = low - first;
        Vector256<byte> highLead = high - first;
        ulong leads = Mask(
            Vector256.Equals(Avx2.Min(lowLead, span), lowLead), Vector256.Equals(Avx2.Min(highLead, span), highLead));
        if ((leads | continuations) != plain || ((leads << 1) | carry) != continuations)
        {
            return false;
        }

        carry = leads >> 63;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    /// <summary>Judges 64 bytes by the tables; three bytes before them are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsValid(byte* at) => (Judge(at) | Judge(at + 32)) == Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Judge(byte* at)
    {
        Vector256<byte> half = Vector256.Create((byte)0x0f);
        Vector256<byte> block = Vector256.Load(at);
        Vector256<byte> one = Vector256.Load(at - 1);
        Vector256<byte> two = Vector256.Load(at - 2);
        Vector256<byte> three = Vector256.Load(at - 3);
        Vector256<byte> pair = Avx2.Shuffle(Vector256.Create(FirstHigh, FirstHigh), (one.AsUInt16() >> 4).AsByte() & half)
            & Avx2.Shuffle(Vector256.Create(FirstLow, FirstLow), one & half)
            & Avx2.Shuffle(Vector256.Create(SecondHigh, SecondHigh), (block.AsUInt16() >> 4).AsByte() & half);
        Vector256<byte> third = Avx2.SubtractSaturate(two, Vector256.Create((byte)(0xe0 - 0x80)));
        Vector256<byte> fourth = Avx2.SubtractSaturate(three, Vector256.Create((byte)(0xf0 - 0x80)));
        return ((third | fourth) & Vector256.Create((byte)0x80)) ^ pair;
    }
}
