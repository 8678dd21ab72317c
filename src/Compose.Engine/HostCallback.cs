namespace Compose.Engine;

/// <summary>
/// A host function at the seam. <paramref name="slots"/> holds the arguments on entry and the results on return; its
/// length is the larger of the two slot counts (v128 takes two slots). The span lives on the stack of the call.
/// </summary>
public delegate void HostCallback(CoreTask task, Span<ulong> slots);
