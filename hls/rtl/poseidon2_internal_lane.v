// Lane LANE >= 1 after an internal layer (hls/include/poseidon2_diagonal.h, InternalLane): `sum` comes WAIT
// clocks after `lane`; 2 clocks more. Lanes are held in 34 bits, of which BITS are used.
module poseidon2_internal_lane #(
    parameter MULTIPLE = 0,  // of the diagonal entry; where 0, it is 2^-SHIFT with the sign of NEGATIVE
    parameter SHIFT = 1,
    parameter NEGATIVE = 0,
    parameter WAIT = 2
) (
    input wire clk,
    input wire [33:0] lane,
    input wire [31:0] sum,
    output wire [33:0] next
);
  localparam BITS = MULTIPLE != 0 ? 32 : SHIFT == 1 ? 34 : 33;
  generate
    if (MULTIPLE != 0) begin : multiple
      wire [31:0] kept;
      delay #(.W(32), .N(WAIT)) keep (.clk(clk), .d(lane[31:0]), .q(kept));
      reg [35:0] value;
      wire [35:0] value_next;
      // A negative multiple is that of the complement in 32 bits.
      wire [31:0] term = NEGATIVE ? ~kept : kept;
      if (MULTIPLE == 3) begin : three
        add3 #(.W(36), .INVERT(NEGATIVE ? 3'b110 : 3'b000)) add (
            .a({4'b0, sum}), .b({{3{NEGATIVE != 0}}, kept, NEGATIVE != 0}), .c({{4{NEGATIVE != 0}}, kept}),
            .y(value_next));
      end else begin : shifted
        assign value_next = {4'b0, sum} + (MULTIPLE == 4 ? {2'b0, term, 2'b0} :
                                           MULTIPLE == 2 ? {3'b0, term, 1'b0} : {4'b0, term});
      end
      always @(posedge clk) value <= value_next;
      wire [31:0] folded;
      koalabear_fold #(.W(36)) fold (.clk(clk), .x(value), .y(folded));
      assign next = {2'b0, folded};
    end else begin : part
      // The lane's own part, while the sum is not there: (x >> k) + 127 * ~l * 2^(24-k), or the complement of
      // x >> k and 127 * l * 2^(24-k). Bits below 24 - k are those of the first term.
      localparam LOW = 24 - SHIFT;
      wire [SHIFT-1:0] l = NEGATIVE != 0 ? lane[SHIFT-1:0] : ~lane[SHIFT-1:0];
      wire [BITS-SHIFT-1:0] h = NEGATIVE != 0 ? ~lane[BITS-1:SHIFT] : lane[BITS-1:SHIFT];
      wire [33:0] shifted = {{(34 - BITS + SHIFT) {1'b0}}, h};
      reg [33:0] own;
      if (SHIFT == 1) begin : half
        always @(posedge clk) own <= {shifted[33:LOW] + {4'b0, {7{l}}}, shifted[LOW-1:0]};
      end else begin : less
        // 127 * l = 128 * l + ~l + 1 - 2^SHIFT mod 2^(34-LOW).
        // Of the complement of h, the bits that no addition touches are inverted where they are used.
        localparam [2:0] INVERT = NEGATIVE != 0 ? 3'b101 : 3'b010;
        wire [33:0] plain = {{(34 - BITS + SHIFT) {1'b0}}, lane[BITS-1:SHIFT]};
        wire [33:0] unused = {{(34 - BITS + SHIFT) {1'b1}}, {(BITS - SHIFT) {1'b0}}};
        wire [33-LOW:0] high, times_128, minus, upper;
        assign high = NEGATIVE != 0 ? plain[33:LOW] | unused[33:LOW] : plain[33:LOW];
        assign times_128 = NEGATIVE != 0 ? {3'b0, lane[SHIFT-1:0], 7'b0} : {3'h7, lane[SHIFT-1:0], 7'h7f};
        assign minus = NEGATIVE != 0 ? {10'b0, lane[SHIFT-1:0]} : {10'h3ff, lane[SHIFT-1:0]};
        add3 #(.W(34 - LOW), .CARRIES(1), .INVERT(INVERT)) add (
            .a(high), .b(times_128), .c(minus), .y(upper));
        if (LOW == 0) begin : whole
          always @(posedge clk) own <= upper;
        end else begin : joined
          always @(posedge clk) own <= {upper, shifted[LOW-1:0]};
        end
      end
      wire [BITS-1:0] kept;
      delay #(.W(BITS), .N(WAIT - 1)) keep (.clk(clk), .d(own[BITS-1:0]), .q(kept));
      reg [BITS-1:0] value, value_kept;
      always @(posedge clk) begin
        value <= kept + sum;
        value_kept <= value;
      end
      assign next = {{(34 - BITS) {1'b0}}, value_kept};
    end
  endgenerate
endmodule
