namespace Compose.Emit.Binary;

/// <summary>The sorts of component definitions that emit names, with their bytes (Binary.md, <c>sort</c>).</summary>
internal enum Sort : byte
{
    Func = 0x01,
    Type = 0x03,
    Component = 0x04,
    Instance = 0x05,
}
