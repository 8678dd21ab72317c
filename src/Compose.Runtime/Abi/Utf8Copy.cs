using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace Compose.Runtime.Abi;

/// <summary>
/// Copies UTF-8 and validates it on the way, 32 bytes at a time. In text of one-byte and two-byte characters each byte is
/// judged by itself and the one before it, without a branch; anything else by table look-ups on the halves of each byte
/// and the byte before it (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021). The base
/// library's validator is fast for ASCII only.
/// </summary>
internal static unsafe class Utf8Copy
{
    private const int Block = 32;

    /// <summary>After so many bytes the verdict on simple text is looked at.</summary>
    private const int Batch = 512;

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

    // Sixteen indexes from position n on move the bytes of a vector down by n and put zeros behind them.
    private static ReadOnlySpan<byte> Shift =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    ];

    /// <summary>Copies the text; false if it is not UTF-8, and then what was written is not defined.</summary>
    public static bool TryCopy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (target.Length < source.Length)
        {
            throw new ArgumentException("the target is too short", nameof(target));
        }

        fixed (byte* from = source, to = target)
        {
            return TryCopy(from, to, source.Length);
        }
    }

    /// <summary>As above, of <paramref name="length"/> bytes that both lie in memory.</summary>
    public static bool TryCopy(byte* from, byte* to, int length)
    {
        if (Avx2.IsSupported)
        {
            return length < Block ? CopyShort(from, to, length) : CopyLong(from, to, length);
        }

        if (!Utf8.IsValid(new ReadOnlySpan<byte>(from, length)))
        {
            return false;
        }

        Buffer.MemoryCopy(from, to, length, length);
        return true;
    }

    /// <summary>Less than a block: its bytes are gathered by two loads that overlap, and zeros put behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool CopyShort(byte* from, byte* to, int length)
    {
        Vector128<byte> low;
        Vector128<byte> high = Vector128<byte>.Zero;
        if (length >= 16)
        {
            low = Vector128.Load(from);
            Vector128<byte> back = Vector128.Load(from + length - 16);
            low.Store(to);
            back.Store(to + length - 16);
            if ((low | back).ExtractMostSignificantBits() == 0)
            {
                return true;
            }

            high = Ssse3.Shuffle(back, Vector128.LoadUnsafe(in MemoryMarshal.GetReference(Shift), (nuint)(Block - length)));
        }
        else
        {
            ulong first, second = 0;
            if (length >= 8)
            {
                first = Unsafe.ReadUnaligned<ulong>(from);
                ulong back = Unsafe.ReadUnaligned<ulong>(from + length - 8);
                Unsafe.WriteUnaligned(to, first);
                Unsafe.WriteUnaligned(to + length - 8, back);
                second = (back >> 1) >> ((8 * (16 - length)) - 1);
            }
            else if (length >= 4)
            {
                uint front = Unsafe.ReadUnaligned<uint>(from);
                uint back = Unsafe.ReadUnaligned<uint>(from + length - 4);
                Unsafe.WriteUnaligned(to, front);
                Unsafe.WriteUnaligned(to + length - 4, back);
                first = front | (((ulong)back >> (8 * (8 - length))) << 32);
            }
            else if (length > 0)
            {
                byte front = from[0], middle = from[length >> 1], back = from[length - 1];
                to[0] = front;
                to[length >> 1] = middle;
                to[length - 1] = back;
                first = front | ((ulong)middle << (8 * (length >> 1))) | ((ulong)back << (8 * (length - 1)));
            }
            else
            {
                return true;
            }

            if (((first | second) & 0x8080808080808080) == 0)
            {
                return true;
            }

            low = Vector128.Create(first, second).AsByte();
        }

        Vector256<byte> block = Vector256.Create(low, high);
        Vector256<byte> most = Vector256<byte>.Zero;
        if (IsGood(Simple(block, Behind(block), ref most), most))
        {
            return true;
        }

        byte* edge = stackalloc byte[2 * Block];
        Vector256<byte>.Zero.Store(edge);
        block.Store(edge + Block);
        return Judge(edge + Block) == Vector256<byte>.Zero;
    }

    // Compiled once and for all: a first version without optimisation would be slower than the library's validator.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool CopyLong(byte* from, byte* to, int length)
    {
        Vector256<byte> block = Vector256.Load(from);
        Vector256<byte> most = Vector256<byte>.Zero;
        Vector256<byte> wrong = Simple(block, Behind(block), ref most);
        block.Store(to);
        int at = Block;
        int whole = length - Block;
        int start = 0;
        while (at <= whole)
        {
            int end = Math.Min(at + Batch, whole + 1);
            for (; at < end; at += Block)
            {
                block = Vector256.Load(from + at);
                wrong |= Simple(block, Vector256.Load(from + at - 1), ref most);
                block.Store(to + at);
            }

            if (!IsGood(wrong, most))
            {
                return CopyByTables(from, to, length, start);
            }

            start = at;
        }

        // What is left is the end of a block that overlaps the one before.
        if (at < length)
        {
            block = Vector256.Load(from + whole);
            wrong |= Simple(block, Vector256.Load(from + whole - 1), ref most);
            block.Store(to + whole);
        }

        return IsGood(wrong, most) ? from[length - 1] < 0xc0 : CopyByTables(from, to, length, start);
    }

    /// <summary>From <paramref name="at"/> on; what lies before holds no character that goes on into it by more than a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool CopyByTables(byte* from, byte* to, int length, int at)
    {
        Vector256<byte> wrong = Vector256<byte>.Zero;
        if (at == 0)
        {
            byte* edge = stackalloc byte[2 * Block];
            Vector256<byte>.Zero.Store(edge);
            Vector256.Load(from).Store(edge + Block);
            wrong = Judge(edge + Block);
            Vector256.Load(from).Store(to);
            at = Block;
        }

        for (; at + Block <= length; at += Block)
        {
            wrong |= Judge(from + at);
            Vector256.Load(from + at).Store(to + at);
        }

        if (at < length)
        {
            Vector256.Load(from + length - Block).Store(to + length - Block);
            if (length < Block + 3)
            {
                // The tables look back three bytes; the library judges so short a text.
                return Utf8.IsValid(new ReadOnlySpan<byte>(from, length));
            }

            wrong |= Judge(from + length - Block);
        }

        // The end must not cut a character off.
        return wrong == Vector256<byte>.Zero && from[length - 1] < 0xc0 && from[length - 2] < 0xe0 && from[length - 3] < 0xf0;
    }

    /// <summary>
    /// Bit 7 of each byte: it follows the byte before it as it may not in text of one and two bytes a character; all ones
    /// where it is C0 or C1. <paramref name="most"/> gathers the greatest bytes, of which E0 and up begin longer ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Simple(Vector256<byte> block, Vector256<byte> before, ref Vector256<byte> most)
    {
        // A continuation has bit 7 and not bit 6, a lead has both.
        Vector256<byte> continuation = Vector256.AndNot(block, block + block);
        Vector256<byte> lead = before & (before + before);
        Vector256<byte> overlong = Vector256.Equals(block & Vector256.Create((byte)0xfe), Vector256.Create((byte)0xc0));
        most = Avx2.Max(most, block);
        return (continuation ^ lead) | overlong;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(Vector256<byte> wrong, Vector256<byte> most) =>
        (wrong | Avx2.SubtractSaturate(most, Vector256.Create((byte)(0xdf - 0x7f)))).ExtractMostSignificantBits() == 0;

    /// <summary>The byte before each byte of a first block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Behind(Vector256<byte> block) =>
        Avx2.AlignRight(block, Avx2.Permute2x128(block, block, 0x08), 15);

    /// <summary>Judges 32 bytes by the tables; three bytes before them are read.</summary>
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
