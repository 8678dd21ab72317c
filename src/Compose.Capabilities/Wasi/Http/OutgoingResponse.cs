namespace Compose.Capabilities.Wasi.Http;

/// <summary>The resource <c>wasi:http/types#outgoing-response</c>.</summary>
public sealed class OutgoingResponse(NodeSession owner, FieldList fields) : OutgoingMessage(owner, fields)
{
    public ushort Status { get; set; } = 200;

    public override HttpErrorCode SizeError => HttpErrorCode.HttpResponseBodySize;
}
