namespace Mainstay.Cashback.AcquirerSide;

/// <summary>A tool of the acquirer's side refuses to go on. The message says why and what to do, never a card number; nothing was written.</summary>
public sealed class FilterRefusedException(string message) : Exception(message);
