using System.Globalization;
using System.Text;

namespace Compose;

/// <summary>The layout of numbers that ECMAScript's Number::toString has, whatever program found their digits.</summary>
public static class DecimalLayout
{
    private const int MaxWhole = 21, MinFraction = -6;

    /// <summary>
    /// Lays out the digits of a finite number other than zero: plain from 10^-6 to below 10^21, else with an exponent
    /// (<c>1.5e+300</c>).
    /// </summary>
    /// <param name="shortest">What the runtime prints with <c>R</c>: the shortest digits that read back to the value.</param>
    public static string Of(string shortest)
    {
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (mark < 0 ? shortest : shortest[..mark]).TrimStart('-');
        string digits = mantissa.Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        int exponent = LeadingExponent(mantissa) + (mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        int n = exponent + 1, k = digits.Length;
        var text = new StringBuilder(shortest[0] == '-' ? "-" : string.Empty);
        if (k <= n && n <= MaxWhole)
        {
            text.Append(digits).Append('0', n - k);
        }
        else if (n is > 0 and <= MaxWhole)
        {
            text.Append(digits, 0, n).Append('.').Append(digits, n, k - n);
        }
        else if (n is > MinFraction and <= 0)
        {
            text.Append("0.").Append('0', -n).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (k > 1)
            {
                text.Append('.').Append(digits, 1, k - 1);
            }

            text.Append('e').Append(n > 0 ? '+' : '-').Append(Math.Abs(n - 1));
        }

        return text.ToString();
    }

    // The decimal exponent of the first digit that is not zero.
    private static int LeadingExponent(string mantissa)
    {
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? mantissa.Length : point;
        int first = mantissa.AsSpan().IndexOfAnyInRange('1', '9');
        return first < whole ? whole - 1 - first : whole - first;
    }
}
