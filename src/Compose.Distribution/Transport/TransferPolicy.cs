using System.Net;
using System.Net.Sockets;

namespace Compose.Distribution.Transport;

/// <summary>How far a transfer may go: sizes, times, attempts, and which places may be asked at all.</summary>
public sealed record TransferPolicy
{
    /// <summary>Most of one body in bytes: what a component may have.</summary>
    public const long LargestBody = 256L << 20;

    public static TransferPolicy Default { get; } = new();

    /// <summary>Most of one body in bytes.</summary>
    public long MaxBytes { get; init; } = LargestBody;

    /// <summary>The longest time in which not a byte arrives or leaves.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that one body may take, whatever trickles in.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts after the first, where the server fails or the connection breaks.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the first further attempt; it doubles each time.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause, whatever the server asks for.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    public int MaxRedirects { get; init; } = 5;

    /// <summary>Hosts (<c>host</c> or <c>host:port</c>) that are asked over plain HTTP. Loopback always may be.</summary>
    public IReadOnlySet<string> PlainHttp { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>True to refuse every request: only what is here already is used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Finds the addresses of a host; null asks the system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>True if the host may be asked without encryption.</summary>
    /// <param name="host"><c>host</c> or <c>host:port</c>.</param>
    public bool AllowsPlainHttp(string host) =>
        PlainHttp.Contains(host) || PlainHttp.Contains(HostOnly(host)) || IsLoopback(HostOnly(host));

    /// <summary>Checks an address that the user named.</summary>
    /// <exception cref="ComposeException"><c>Source.Offline</c>, <c>Source.Insecure</c>, <c>Source.InvalidAddress</c>.</exception>
    public void Check(Uri address)
    {
        if (IsOffline)
        {
            throw new ComposeException(ErrorCodes.Source.Offline, $"{Show(address)} would have to be asked, and this runs offline", hint: "leave out --offline, or fetch beforehand: composectl pull, composectl plan vendor");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAddress, $"{Show(address)} has credentials in it", hint: "put them into the Docker credential file: docker login, oras login");
        }

        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && AllowsPlainHttp(address.Authority)))
        {
            throw new ComposeException(ErrorCodes.Source.Insecure, $"{Show(address)} is not encrypted", hint: $"use https; or allow it for {address.Authority}: --plain-http, or plain-http in registries.yaml");
        }
    }

    /// <summary>
    /// Checks an address that a server leads to: a redirect, an upload's place, a token's realm. It may not lead from
    /// encryption to plain text, nor from the network into this machine or a private network.
    /// </summary>
    /// <exception cref="ComposeException"><c>Source.RedirectRefused</c>.</exception>
    public void CheckLed(Uri address, Uri from)
    {
        string? why =
            !address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) ? "which is no web address"
            : address.UserInfo.Length > 0 ? "which has credentials in it"
            : from.Scheme == Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttps ? "which is not encrypted"
            : address.Scheme == Uri.UriSchemeHttp && !AllowsPlainHttp(address.Authority) ? "which is not encrypted"
            : !IsInside(from.IdnHost) && IsInside(address.IdnHost) ? "which is within this machine or a private network"
            : null;
        if (why is not null)
        {
            throw new ComposeException(ErrorCodes.Source.RedirectRefused, $"{Show(from)} leads to {Show(address)}, {why}", hint: "ask whoever runs the server; nothing was sent there");
        }
    }

    /// <summary>An address as messages show it: without what could be secret in it.</summary>
    public static string Show(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https" ? $"{address.Scheme}://{address.Authority}{address.AbsolutePath}" : CleanText.Of(address.OriginalString);

    /// <summary>True for two addresses of one server: what is meant for the one may be sent to the other.</summary>
    public static bool IsSameServer(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static string HostOnly(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon > 0 && host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 && !host.EndsWith(']') && host.AsSpan(0, colon).Count(':') is 0 or > 1 ? host[..colon] : host;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsInside(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IsInside(address);
    }

    /// <summary>True for an address of this machine, a private network or a link.</summary>
    internal static bool IsInside(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Span<byte> words = stackalloc byte[16];
            address.TryWriteBytes(words, out _);

            // NAT64 (RFC 6052) carries an address of version 4 at its end, 6to4 (RFC 3056) behind its prefix.
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || address.Equals(IPAddress.IPv6Any)
                || (words[..12].SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) && IsInside(new IPAddress(words[12..])))
                || (words[0] == 0x20 && words[1] == 0x02 && IsInside(new IPAddress(words[2..6])));
        }

        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] is 0 or 10 or 127
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}
