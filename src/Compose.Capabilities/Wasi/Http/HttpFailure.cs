using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>Why an HTTP exchange failed, as a guest is told: the case of <c>error-code</c>, with words or a number where the case has room for them.</summary>
/// <param name="Code">The case.</param>
/// <param name="Text">The text of <c>internal-error</c>, the <c>rcode</c> of <c>DNS-error</c>; for messages otherwise.</param>
/// <param name="Size">The number of the cases that carry a size.</param>
public sealed record HttpFailure(HttpErrorCode Code, string? Text = null, ulong? Size = null)
{
    private static readonly string[] s_names =
    [
        "DNS-timeout", "DNS-error", "destination-not-found", "destination-unavailable", "destination-IP-prohibited",
        "destination-IP-unroutable", "connection-refused", "connection-terminated", "connection-timeout",
        "connection-read-timeout", "connection-write-timeout", "connection-limit-reached", "TLS-protocol-error",
        "TLS-certificate-error", "TLS-alert-received", "HTTP-request-denied", "HTTP-request-length-required",
        "HTTP-request-body-size", "HTTP-request-method-invalid", "HTTP-request-URI-invalid", "HTTP-request-URI-too-long",
        "HTTP-request-header-section-size", "HTTP-request-header-size", "HTTP-request-trailer-section-size",
        "HTTP-request-trailer-size", "HTTP-response-incomplete", "HTTP-response-header-section-size",
        "HTTP-response-header-size", "HTTP-response-body-size", "HTTP-response-trailer-section-size",
        "HTTP-response-trailer-size", "HTTP-response-transfer-coding", "HTTP-response-content-coding",
        "HTTP-response-timeout", "HTTP-upgrade-failed", "HTTP-protocol-error", "loop-detected", "configuration-error",
        "internal-error",
    ];

    /// <summary>The case as the WIT names it.</summary>
    public string Name => NameOf(Code);

    /// <summary>A case as the WIT names it; one that does not exist by its number.</summary>
    public static string NameOf(HttpErrorCode code) => (uint)code < (uint)s_names.Length ? s_names[(int)code] : $"error-code {(int)code}";

    /// <summary>The failure that a guest gave as a variant.</summary>
    internal static HttpFailure Of(Value value) =>
        new((HttpErrorCode)value.CaseIndex, (HttpErrorCode)value.CaseIndex == HttpErrorCode.InternalError && value.Payload.IsSome ? value.Payload.Payload.AsString : null);

    /// <summary>The value of the variant.</summary>
    internal Value ToValue() => Code switch
    {
        // record { rcode: option<string>, info-code: option<u16> }
        HttpErrorCode.DnsError => Value.Case((int)Code, Value.Record(Text is null ? Value.None : Value.Some(Value.From(Text)), Value.None)),

        // record { alert-id: option<u8>, alert-message: option<string> }
        HttpErrorCode.TlsAlertReceived => Value.Case((int)Code, Value.Record(Value.None, Text is null ? Value.None : Value.Some(Value.From(Text)))),
        HttpErrorCode.HttpRequestBodySize or HttpErrorCode.HttpResponseBodySize =>
            Value.Case((int)Code, Size is { } size ? Value.Some(Value.From(size)) : Value.None),
        HttpErrorCode.HttpRequestHeaderSectionSize or HttpErrorCode.HttpRequestTrailerSectionSize
            or HttpErrorCode.HttpResponseHeaderSectionSize or HttpErrorCode.HttpResponseTrailerSectionSize =>
            Value.Case((int)Code, Size is { } size ? Value.Some(Value.From((uint)Math.Min(size, uint.MaxValue))) : Value.None),

        // option<field-size-payload>, or the payload itself: record { field-name: option<string>, field-size: option<u32> }
        HttpErrorCode.HttpRequestHeaderSize => Value.Case((int)Code, Value.None),
        HttpErrorCode.HttpRequestTrailerSize or HttpErrorCode.HttpResponseHeaderSize or HttpErrorCode.HttpResponseTrailerSize =>
            Value.Case((int)Code, Value.Record(Value.None, Value.None)),
        HttpErrorCode.HttpResponseTransferCoding or HttpErrorCode.HttpResponseContentCoding or HttpErrorCode.InternalError =>
            Value.Case((int)Code, Text is null ? Value.None : Value.Some(Value.From(Text))),
        _ => Value.Case((int)Code),
    };
}
